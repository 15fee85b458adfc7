// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <QtTest/QTest>

#include "views/editing/editor.h"

namespace camframe::test {

/// Waits until no pose is being solved any more.
inline void settle(const Editor& editor) {
    ASSERT_TRUE(QTest::qWaitFor([&editor] { return !editor.isSolving(); }, 20000));
}

}  // namespace camframe::test
