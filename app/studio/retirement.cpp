// SPDX-License-Identifier: Apache-2.0
#include "app/studio/retirement.h"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

namespace camframe {

Retirement::Retirement() {
    m_thread.setMaxThreadCount(1);
}

Retirement::~Retirement() {
    m_thread.waitForDone();
}

void Retirement::handBack() {
#ifdef __GLIBC__
    m_thread.start([] { malloc_trim(0); });
#endif
}

}  // namespace camframe
