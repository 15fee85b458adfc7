// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <kdl/chainfksolverpos_recursive.hpp>
#include <kdl/tree.hpp>
#include <kdl_parser/kdl_parser.hpp>
#include <map>
#include <sstream>

#include "model/core/rigid_transform.h"

namespace camframe::test {

/// Forward kinematics by KDL from the URDF's text: shares no code with ours.
class KdlKinematics {
public:
    explicit KdlKinematics(const std::filesystem::path& urdf) {
        std::ifstream file(urdf);
        std::stringstream text;
        text << file.rdbuf();
        EXPECT_TRUE(kdl_parser::treeFromString(text.str(), m_tree)) << urdf;
    }

    /// baseFromTip; joints that are not named are at zero.
    RigidTransform pose(const std::string& base, const std::string& tip,
                        const std::map<std::string, double>& joints) const {
        KDL::Chain chain;
        EXPECT_TRUE(m_tree.getChain(base, tip, chain)) << base << " -> " << tip;
        KDL::JntArray values(chain.getNrOfJoints());
        unsigned next = 0;
        for (const KDL::Segment& segment : chain.segments) {
            if (segment.getJoint().getType() == KDL::Joint::None) continue;
            const auto found = joints.find(segment.getJoint().getName());
            values(next++) = found == joints.end() ? 0.0 : found->second;
        }
        KDL::Frame frame;
        EXPECT_GE(KDL::ChainFkSolverPos_recursive(chain).JntToCart(values, frame), 0);
        RigidTransform out = RigidTransform::Identity();
        for (int r = 0; r < 3; ++r) {
            for (int c = 0; c < 3; ++c) out.linear()(r, c) = frame.M(r, c);
            out.translation()[r] = frame.p(r);
        }
        return out;
    }

private:
    KDL::Tree m_tree;
};

}  // namespace camframe::test
