// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtTest/QTest>

namespace camframe::test {

/// Lets the window work until `done()`, two minutes at most.
template <class Done>
bool waitUntil(Done done) {
    return QTest::qWaitFor(done, 120000);
}

}  // namespace camframe::test
