// SPDX-License-Identifier: Apache-2.0
// What the stages of the outline equations share besides raster_rules.glsl. See outline_equations.h.

// A part that may be drawn in a view; where it is seen from decides about the draw. Numbers that single
// precision cannot hold come as a float and the float nearest to what is left.
struct Template {
    uint view, id;  // id 0: leave it out.
    uint firstLod, lodCount;
    float x, y, z, radius;             // A sphere in link space that holds the part.
    float poseHigh[12], poseLow[12];   // baseFromLink, row-major 3x4.
};

struct Lod {
    uint firstMeshlet, meshletCount;
    float error;  // Distance from the surface (m).
};

layout(set = 0, binding = 13) readonly buffer Templates { Template templates[]; };
layout(set = 0, binding = 14) readonly buffer Lods { Lod lods[]; };
layout(set = 0, binding = 15) readonly buffer Camera {
    float cameraHigh[12], cameraLow[12];       // camFromBase, row-major 3x4.
    float slopes[4];                           // Of the visible picture's left, top, right and bottom, x/z.
    float tolerancePerMetre;                   // Allowed surface error per metre of distance.
    float residualOffset;                      // Subtracted from the distance (px).
    float sharpness, finalSharpness;           // 1 / scale^2 of the weights and of the final cost.
};
layout(set = 0, binding = 16) readonly buffer Distances { float distances[]; };  // As depths.
layout(set = 0, binding = 17) readonly buffer Ignored { uint ignored[]; };       // Bytes, as pixels.
layout(set = 0, binding = 18) buffer Arguments {
    uint batchCount, batchY, batchZ;  // Of an indirect dispatch.
};
layout(set = 0, binding = 19) writeonly buffer Sums { vec4 sums[]; };  // sums[0]: lengths of lists.
