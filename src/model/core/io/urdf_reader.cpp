// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/urdf_reader.h"

#include <console_bridge/console.h>
#include <locale.h>
#include <tinyxml2.h>
#include <urdf_parser/urdf_parser.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <string_view>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/path_variable.h"
#include "model/core/io/mesh_reader.h"
#include "model/core/parallel.h"
#include "model/core/primitive_mesh.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using tinyxml2::XMLElement;

constexpr size_t maxFileBytes = size_t{16} << 20;
constexpr int maxLinks = 4096;
constexpr size_t maxTriangles = 20'000'000;

/// Numbers of this thread are read in the "C" locale while this lives.
class CLocaleScope {
public:
    CLocaleScope() : m_locale(newlocale(LC_ALL_MASK, "C", nullptr)), m_before(uselocale(m_locale)) {}
    ~CLocaleScope() {
        uselocale(m_before);
        freelocale(m_locale);
    }
    CLocaleScope(const CLocaleScope&) = delete;
    CLocaleScope& operator=(const CLocaleScope&) = delete;

private:
    locale_t m_locale;
    locale_t m_before;
};

/// Collects what urdfdom says through console_bridge, instead of letting it print. console_bridge has one
/// handler for the whole process, hence the lock.
class ParserMessages : console_bridge::OutputHandler {
public:
    ParserMessages() : m_lock(mutex()) { console_bridge::useOutputHandler(this); }
    ~ParserMessages() override { console_bridge::restorePreviousOutputHandler(); }
    ParserMessages(const ParserMessages&) = delete;
    ParserMessages& operator=(const ParserMessages&) = delete;

    /// The first complaint: later ones are its consequences.
    const std::string& first() const { return m_first; }

private:
    void log(const std::string& text, console_bridge::LogLevel level, const char*, int) override {
        if (level >= console_bridge::CONSOLE_BRIDGE_LOG_ERROR && m_first.empty()) m_first = text;
    }
    static std::mutex& mutex() {
        static std::mutex instance;
        return instance;
    }
    std::lock_guard<std::mutex> m_lock;
    std::string m_first;
};

/// A finding about unexpanded xacro in `element` or below, or an empty string.
std::string findXacro(const XMLElement& element) {
    if (std::string_view(element.Name()).starts_with("xacro:"))
        return fmt::format("<{}> in line {}", element.Name(), element.GetLineNum());
    for (const auto* a = element.FirstAttribute(); a != nullptr; a = a->Next()) {
        const std::string_view value = a->Value();
        if (value.find("${") != value.npos || value.find("$(") != value.npos)
            return fmt::format("{}=\"{}\" in line {}", a->Name(), value, a->GetLineNum());
    }
    for (const auto* child = element.FirstChildElement(); child != nullptr;
         child = child->NextSiblingElement())
        if (std::string found = findXacro(*child); !found.empty()) return found;
    return {};
}

/// An attribute with a '%' in `element` or below, or an empty string. urdfdom 3.0 hands values of attributes
/// that are no numbers to printf as the format, where "%n" writes to memory. Names of files never come that
/// way.
std::string findFormat(const XMLElement& element) {
    for (const auto* a = element.FirstAttribute(); a != nullptr; a = a->Next())
        if (std::string_view(a->Value()).find('%') != std::string_view::npos &&
            std::string_view(a->Name()) != "filename")
            return fmt::format("{}=\"{}\" in line {}", a->Name(), a->Value(), a->GetLineNum());
    for (const auto* child = element.FirstChildElement(); child != nullptr;
         child = child->NextSiblingElement())
        if (std::string found = findFormat(*child); !found.empty()) return found;
    return {};
}

void keepOnly(XMLElement& element, std::initializer_list<std::string_view> names) {
    tinyxml2::XMLNode* next = nullptr;
    for (auto* child = element.FirstChild(); child != nullptr; child = next) {
        next = child->NextSibling();
        const XMLElement* e = child->ToElement();
        if (e == nullptr || std::ranges::find(names, std::string_view(e->Name())) == names.end())
            element.DeleteChild(child);
    }
}

/// The parts that this program uses, in the order of the file (urdfdom keeps them in maps), and the reduced
/// text for urdfdom: flaws in collision shapes, inertias, transmissions or simulator tags need not stop us.
struct UrdfOutline {
    std::vector<std::string> links;
    std::vector<std::string> joints;
    std::string reducedText;
};

Result<UrdfOutline> outlineOf(const std::string& text, const std::string& what) {
    tinyxml2::XMLDocument document;
    if (document.Parse(text.data(), text.size()) != tinyxml2::XML_SUCCESS)
        return inputError("{}: not readable as XML ({}); mend the file.", what, document.ErrorStr());
    XMLElement* robot = document.RootElement();
    if (robot == nullptr || std::string_view(robot->Name()) != "robot")
        return inputError("{}: not a URDF (its root element is <{}>); give a file whose root is <robot>.",
                          what, robot != nullptr ? robot->Name() : "");
    UrdfOutline outline;
    for (const auto* child = robot->FirstChildElement(); child != nullptr;
         child = child->NextSiblingElement()) {
        const std::string_view tag = child->Name();
        if (tag != "link" && tag != "joint" && tag != "material" && !tag.starts_with("xacro:")) continue;
        if (const std::string found = findXacro(*child); !found.empty())
            return inputError(
                "{}: holds unexpanded xacro ({}); expand it with 'xacro FILE > robot.urdf' and use "
                "the result.",
                what, found);
    }
    keepOnly(*robot, {"link", "joint", "material"});
    for (XMLElement* child = robot->FirstChildElement(); child != nullptr;
         child = child->NextSiblingElement()) {
        const std::string_view tag = child->Name();
        const char* name = child->Attribute("name");
        if (tag == "link") {
            keepOnly(*child, {"visual"});
            outline.links.emplace_back(name != nullptr ? name : "");
        } else if (tag == "joint") {
            keepOnly(*child, {"origin", "parent", "child", "axis", "limit", "mimic"});
            outline.joints.emplace_back(name != nullptr ? name : "");
            // The format asks for limits of force and speed that nothing here needs.
            XMLElement* limit = child->FirstChildElement("limit");
            if (limit == nullptr) limit = child->InsertNewChildElement("limit");
            for (const char* attribute : {"effort", "velocity"}) limit->SetAttribute(attribute, "0");
        }
    }
    if (outline.links.size() > static_cast<size_t>(maxLinks))
        return inputError("{}: {} links; at most {} are supported.", what, outline.links.size(), maxLinks);
    if (const std::string found = findFormat(*robot); !found.empty())
        return inputError("{}: '%' is not read outside of file names ({}); write it without.", what, found);
    tinyxml2::XMLPrinter printer(nullptr, true);
    document.Print(&printer);
    outline.reducedText = printer.CStr();
    return outline;
}

RigidTransform transformOf(const urdf::Pose& pose) {
    RigidTransform transform = RigidTransform::Identity();
    transform.linear() =
        Eigen::Quaterniond(pose.rotation.w, pose.rotation.x, pose.rotation.y, pose.rotation.z)
            .toRotationMatrix();
    transform.translation() << pose.position.x, pose.position.y, pose.position.z;
    return transform;
}

/// `path`, or the same with its extension in lower or upper case; empty when there is no such file.
fs::path existingFile(const fs::path& path) {
    std::error_code error;
    if (fs::is_regular_file(path, error)) return path;
    for (int (*change)(int) : {&::tolower, &::toupper}) {
        std::string extension = path.extension().string();
        for (char& c : extension) c = static_cast<char>(change(static_cast<unsigned char>(c)));
        fs::path other = path;
        other.replace_extension(extension);
        if (fs::is_regular_file(other, error)) return other;
    }
    return {};
}

/// Where a mesh of the URDF lies; empty when nowhere.
fs::path resolveMesh(const std::string& uri, const fs::path& folder, const UrdfOptions& options) {
    if (uri.starts_with("file://")) return existingFile(uri.substr(7));
    if (!uri.starts_with("package://")) return existingFile(folder / uri);
    const std::string name = uri.substr(10);
    const size_t slash = name.find('/');
    if (slash == 0 || slash == name.npos) return {};
    const std::string package = name.substr(0, slash);
    const fs::path rest = name.substr(slash + 1);
    if (rest.is_absolute()) return {};

    std::vector<fs::path> candidates;
    if (const auto given = options.packagePaths.find(package); given != options.packagePaths.end())
        candidates.push_back(given->second / rest);
    for (const fs::path& entry : foldersOfVariable("ROS_PACKAGE_PATH")) {
        candidates.push_back(entry / package / rest);
        if (entry.filename() == package) candidates.push_back(entry / rest);
    }
    for (const fs::path& prefix : foldersOfVariable("AMENT_PREFIX_PATH"))
        candidates.push_back(prefix / "share" / package / rest);
    std::vector<fs::path> ancestors;
    for (fs::path a = folder; !a.empty(); a = a.parent_path()) {
        ancestors.push_back(a);
        if (a == a.root_path()) break;
    }
    for (const fs::path& ancestor : ancestors)
        if (ancestor.filename() == package) candidates.push_back(ancestor / rest);
    for (const fs::path& ancestor : ancestors) candidates.push_back(ancestor / rest);
    for (const fs::path& candidate : candidates)
        if (fs::path found = existingFile(candidate); !found.empty()) return found;
    return {};
}

/// Reads every mesh file once, in parallel.
class MeshStore {
public:
    struct Entry {
        fs::path path;
        Eigen::Vector3d scale;
        std::string linkName;
        Result<std::vector<MeshPiece>> pieces = std::vector<MeshPiece>{};
        std::vector<std::shared_ptr<const TriangleMesh>> meshes;
    };

    size_t add(const fs::path& path, const Eigen::Vector3d& scale, const std::string& linkName) {
        for (size_t i = 0; i < m_entries.size(); ++i)
            if (m_entries[i].path == path && m_entries[i].scale == scale) return i;
        m_entries.push_back({path, scale, linkName, {}, {}});
        return m_entries.size() - 1;
    }

    Result<void> read(const std::string& what) {
        parallelFor(static_cast<int>(m_entries.size()), 0, [&](int i) {
            Entry& entry = m_entries[static_cast<size_t>(i)];
            entry.pieces = readMesh(entry.path, entry.scale);
        });
        size_t triangles = 0;
        for (Entry& entry : m_entries) {
            if (!entry.pieces)
                return makeError(entry.pieces.error().kind, "{}: link '{}': {}", what, entry.linkName,
                                 entry.pieces.error().message);
            for (MeshPiece& piece : *entry.pieces) {
                triangles += piece.mesh.triangles.size();
                entry.meshes.push_back(std::make_shared<const TriangleMesh>(std::move(piece.mesh)));
            }
        }
        if (triangles > maxTriangles)
            return inputError("{}: its meshes have more than {} triangles; reduce them.", what, maxTriangles);
        return {};
    }

    const Entry& operator[](size_t index) const { return m_entries[index]; }

private:
    std::vector<Entry> m_entries;
};

/// Mesh of a box, cylinder or sphere.
Result<TriangleMesh> primitiveOf(const urdf::Geometry& geometry, const std::string& what,
                                 const std::string& linkName) {
    const auto usable = [](double size) { return size > 0 && size < 1e6; };
    if (geometry.type == urdf::Geometry::BOX) {
        const urdf::Vector3& size = static_cast<const urdf::Box&>(geometry).dim;
        if (usable(size.x) && usable(size.y) && usable(size.z)) return boxMesh({size.x, size.y, size.z});
    } else if (geometry.type == urdf::Geometry::CYLINDER) {
        const auto& cylinder = static_cast<const urdf::Cylinder&>(geometry);
        if (usable(cylinder.radius) && usable(cylinder.length))
            return cylinderMesh(cylinder.radius, cylinder.length);
    } else if (geometry.type == urdf::Geometry::SPHERE) {
        const double radius = static_cast<const urdf::Sphere&>(geometry).radius;
        if (usable(radius)) return sphereMesh(radius);
    }
    return inputError("{}: link '{}': a box, cylinder or sphere needs sizes above 0; mend its <geometry>.",
                      what, linkName);
}

std::string_view nameOf(const urdf::Geometry& geometry) {
    switch (geometry.type) {
        case urdf::Geometry::BOX:
            return "box";
        case urdf::Geometry::CYLINDER:
            return "cylinder";
        case urdf::Geometry::SPHERE:
            return "sphere";
        case urdf::Geometry::MESH:
            break;
    }
    return "mesh";
}

/// Visuals of all links, in file order. Meshes are shared between visuals that show the same file.
Result<void> addVisuals(const urdf::ModelInterface& model, const fs::path& folder, const std::string& what,
                        const UrdfOptions& options, std::vector<Link>& links) {
    struct Pending {
        size_t link;
        const urdf::Visual* visual;
        std::optional<size_t> mesh;
    };
    std::vector<Pending> pending;
    MeshStore meshes;
    for (size_t i = 0; i < links.size(); ++i)
        for (const urdf::VisualSharedPtr& visual : model.getLink(links[i].name)->visual_array) {
            Pending entry{i, visual.get(), {}};
            if (visual->geometry->type == urdf::Geometry::MESH) {
                const auto& mesh = static_cast<const urdf::Mesh&>(*visual->geometry);
                const fs::path path = resolveMesh(mesh.filename, folder, options);
                if (path.empty())
                    return inputError("{}: link '{}': mesh '{}' was not found; put the file there{}.", what,
                                      links[i].name, mesh.filename,
                                      mesh.filename.starts_with("package://")
                                          ? ", or name the package's folder with --package NAME=DIR"
                                          : ", or correct the path in the URDF");
                entry.mesh = meshes.add(path, {mesh.scale.x, mesh.scale.y, mesh.scale.z}, links[i].name);
            }
            pending.push_back(entry);
        }
    if (Result<void> read = meshes.read(what); !read) return read;
    for (const Pending& entry : pending) {
        Link& link = links[entry.link];
        Visual visual;
        visual.linkFromVisual = transformOf(entry.visual->origin);
        if (!visual.linkFromVisual.matrix().allFinite())
            return inputError("{}: link '{}': the origin of a visual is not finite; mend it.", what,
                              link.name);
        std::optional<Eigen::Vector4f> colour;
        if (entry.visual->material) {
            const urdf::Color& c = entry.visual->material->color;
            colour = Eigen::Vector4f(c.r, c.g, c.b, c.a).cwiseMax(0.0F).cwiseMin(1.0F);
        }
        if (entry.mesh) {
            const MeshStore::Entry& file = meshes[*entry.mesh];
            visual.source = file.path.filename().string();
            for (size_t k = 0; k < file.meshes.size(); ++k) {
                visual.mesh = file.meshes[k];
                visual.colour = colour.value_or((*file.pieces)[k].colour);
                link.visuals.push_back(visual);
            }
        } else {
            Result<TriangleMesh> mesh = primitiveOf(*entry.visual->geometry, what, link.name);
            if (!mesh) return tl::unexpected(mesh.error());
            visual.source = nameOf(*entry.visual->geometry);
            visual.mesh = std::make_shared<const TriangleMesh>(std::move(*mesh));
            if (colour) visual.colour = *colour;
            link.visuals.push_back(visual);
        }
    }
    return {};
}

Result<std::vector<Joint>> jointsOf(const urdf::ModelInterface& model, const UrdfOutline& outline,
                                    const std::string& what) {
    const auto indexOf = [](const std::vector<std::string>& names, const std::string& name) {
        const auto it = std::ranges::find(names, name);
        return it == names.end() ? -1 : static_cast<int>(it - names.begin());
    };
    std::vector<Joint> joints;
    for (const std::string& name : outline.joints) {
        const urdf::JointConstSharedPtr source = model.getJoint(name);
        Joint joint;
        joint.name = name;
        switch (source->type) {
            case urdf::Joint::FIXED:
                joint.type = JointType::Fixed;
                break;
            case urdf::Joint::REVOLUTE:
                joint.type = JointType::Revolute;
                break;
            case urdf::Joint::CONTINUOUS:
                joint.type = JointType::Continuous;
                break;
            case urdf::Joint::PRISMATIC:
                joint.type = JointType::Prismatic;
                break;
            default:
                return inputError(
                    "{}: joint '{}' is planar or floating, which one value per joint cannot "
                    "describe; replace it by revolute, prismatic or fixed joints.",
                    what, name);
        }
        joint.parentLink = indexOf(outline.links, source->parent_link_name);
        joint.childLink = indexOf(outline.links, source->child_link_name);
        joint.parentFromJoint = transformOf(source->parent_to_joint_origin_transform);
        if (!joint.parentFromJoint.matrix().allFinite())
            return inputError("{}: joint '{}': its <origin> is not finite; mend it.", what, name);
        if (joint.moves()) {
            joint.axis << source->axis.x, source->axis.y, source->axis.z;
            if (source->limits && joint.type != JointType::Continuous) {
                joint.lower = source->limits->lower;
                joint.upper = source->limits->upper;
            }
            if (source->mimic) {
                joint.mimic = Mimic{indexOf(outline.joints, source->mimic->joint_name),
                                    source->mimic->multiplier, source->mimic->offset};
                if (joint.mimic->joint == -1)
                    return inputError(
                        "{}: joint '{}' mimics '{}', which does not exist; correct the <mimic>.", what, name,
                        source->mimic->joint_name);
            }
        }
        joints.push_back(std::move(joint));
    }
    return joints;
}

}  // namespace

Result<RobotModel> readUrdf(const fs::path& path, const UrdfOptions& options) {
    const Result<std::string> text = readFile(path, maxFileBytes);
    if (!text) return tl::unexpected(text.error());
    std::error_code error;
    fs::path absolute = fs::weakly_canonical(path, error);
    if (error) absolute = fs::absolute(path, error);
    return parseUrdf(*text, absolute.parent_path(), path.string(), options);
}

Result<RobotModel> parseUrdf(const std::string& text, const fs::path& folder, const std::string& what,
                             const UrdfOptions& options) {
    if (text.size() > maxFileBytes)
        return inputError("{}: larger than {} MiB; a URDF of this size is not supported.", what,
                          maxFileBytes >> 20);
    const CLocaleScope numbersWithPoints;
    const Result<UrdfOutline> outline = outlineOf(text, what);
    if (!outline) return tl::unexpected(outline.error());
    urdf::ModelInterfaceSharedPtr model;
    std::string complaint;
    try {
        const ParserMessages messages;
        model = urdf::parseURDF(outline->reducedText);
        complaint = messages.first();
    } catch (const std::exception& failure) {
        complaint = failure.what();
    }
    if (!model)
        return inputError("{}: not a valid URDF ({}); mend the file.", what,
                          complaint.empty() ? "no reason given" : complaint);
    Result<std::vector<Joint>> joints = jointsOf(*model, *outline, what);
    if (!joints) return tl::unexpected(joints.error());
    std::vector<Link> links;
    for (const std::string& name : outline->links) links.push_back({name, -1, {}, {}});
    if (options.loadMeshes)
        if (const Result<void> added = addVisuals(*model, folder, what, options, links); !added)
            return tl::unexpected(added.error());
    Result<RobotModel> robot = RobotModel::create(model->getName(), std::move(links), std::move(*joints));
    if (!robot) return makeError(robot.error().kind, "{}: {}", what, robot.error().message);
    return robot;
}

}  // namespace camframe
