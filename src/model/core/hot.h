// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks a hot loop: compiled twice, for AVX2 and for the baseline, and the loader picks. Both give equal
/// bits as long as fused multiply-adds stay off, which the build sees to. Sanitizers cannot run before the
/// loader's choice, so they get the baseline; so does clang, whose version 16 forgets to emit what only the
/// copies call.
#if defined(__x86_64__) && !defined(CAMFRAME_SANITIZED) && !defined(__clang__)
#define CAMFRAME_HOT __attribute__((target_clones("avx2", "default")))
#else
#define CAMFRAME_HOT
#endif
/// What a hot loop calls must be compiled with it.
#define CAMFRAME_INLINE inline __attribute__((always_inline))
