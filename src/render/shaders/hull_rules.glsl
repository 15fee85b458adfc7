// SPDX-License-Identifier: Apache-2.0
// Thousands of tiny pictures of convex bodies (cpu twin: bit_picture.cpp, to the bit).

struct Body {
    uint firstPoint, pointCount;
};

layout(set = 0, binding = 0) readonly buffer Points { vec4 points[]; };
layout(set = 0, binding = 1) readonly buffer Bodies { Body bodies[]; };
layout(set = 0, binding = 2) readonly buffer Projections { float projections[]; };  // 12 a body, row by row.
layout(set = 0, binding = 3) readonly buffer Observed { uint observed[]; };
layout(set = 0, binding = 4) buffer Drawn { uint drawn[]; };  // By candidate and frame; one bit a pixel.
// By candidate: set pixels that are observed too, set pixels, observed pixels that do not count.
layout(set = 0, binding = 5) writeonly buffer Counts { uvec4 counts[]; };

layout(push_constant) uniform Push {
    uint bodyCount;
    uint frameCount;
    uint width, height;
    uint wordsPerRow;  // Of 32 pixels.
    uint skipUsual;
};
