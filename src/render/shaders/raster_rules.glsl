// SPDX-License-Identifier: Apache-2.0
// The twin of raster_rules.h: what pixels a triangle covers and at which depth. `precise` forbids fused
// multiply-adds, so both back ends compute the same numbers (divisions may differ in the last bits).

const float kNear = 0.01;
const float kFar = 1e30;
const uint kNone = 0xFFFFFFFFu;

// Big triangles of more than so many pixels go to their list in several slices.
const uint kSlicePixels = 4096;
const uint kMaxSlices = 256;
const uint kMaxGroups = 65535;  // Every device can dispatch that many.

const uint kMeshletVertices = 384, kMeshletTriangles = 512;

struct View {
    uint width, height;
    uint firstPixel;   // Into pixels, in pixels; a multiple of 4.
    uint firstSample;  // Into samples (in points), or kNone without a lens.
    uint firstRow;     // Into contour rows.
    uint firstWord;    // Into masks.
    float fx, fy, cx, cy;
    float guardLeft, guardTop, guardRight, guardBottom;
    float lensLeft, lensTop, lensRight, lensBottom;
    float k1, k2, p1, p2, k3;
    float lensRadius, lensCurvature;
};

struct Draw {
    uint view, id;
    float m[12];  // camFromLink, row-major 3x4.
};

// A patch of a mesh: triangles hold three vertex numbers in the patch, ten bits each.
struct Meshlet {
    uint firstVertex, vertexCount, firstTriangle, triangleCount;
};

// A triangle of a mesh that raster.comp leaves to others.
struct Reference {
    uint draw, meshlet, triangle;
    uint slices;  // This slice | number of slices << 16.
};

// What is left of a triangle that was cut by the near plane or the guard band.
struct ClippedTriangle {
    float u0, v0, iz0, u1, v1, iz1, u2, v2, iz2;
    uint view, id, slices;
};

layout(set = 0, binding = 0) readonly buffer Vertices { vec4 vertices[]; };
layout(set = 0, binding = 1) readonly buffer Triangles { uint triangles[]; };
layout(set = 0, binding = 2) readonly buffer Views { View views[]; };
#ifndef CAMFRAME_DRAWS_ACCESS
#define CAMFRAME_DRAWS_ACCESS readonly  // setup.comp writes them
#endif
layout(set = 0, binding = 3) CAMFRAME_DRAWS_ACCESS buffer Draws { Draw draws[]; };
layout(set = 0, binding = 4) CAMFRAME_DRAWS_ACCESS buffer Batches { uvec2 batches[]; };  // Draw, meshlet.
layout(set = 0, binding = 5) readonly buffer Samples { vec2 samples[]; };  // See lens_map.h.
layout(set = 0, binding = 6) readonly buffer Meshlets { Meshlet meshlets[]; };
// Two words a pixel: the id, then the bits of the depth; both kNone where nothing is drawn. As a 64-bit number
// the nearer pixel is the smaller one, and at equal depths the one with the smaller id.
layout(set = 0, binding = 7) buffer Pixels { uint pixels[]; };
// Lists with the arguments of their indirect dispatches. Counts may exceed capacities: see Engine.
layout(set = 0, binding = 8) buffer Big {
    uint bigGroupsX, bigGroupsY, bigGroupsZ, bigCount;
    Reference big[];
};
layout(set = 0, binding = 9) buffer Clip {
    uint clipGroupsX, clipGroupsY, clipGroupsZ, clipCount;
    Reference clip[];
};
layout(set = 0, binding = 10) writeonly buffer Packed { uint packed[]; };  // Ids as bytes, depths, three counts.
layout(set = 0, binding = 11) buffer Rows { uint rows[]; };                // Contour points per row, then offsets.
layout(set = 0, binding = 12) buffer Contour { uint contour[]; };
// contour[0]: number of points; then for each x | y << 16, id | view << 8, bits of the depth.

layout(set = 0, binding = 20) buffer Masks { uint masks[]; };  // 32 pixels of a row each, from the lowest bit.
layout(set = 0, binding = 21) buffer Clipped {
    uint clippedGroupsX, clippedGroupsY, clippedGroupsZ, clippedCount;
    ClippedTriangle clipped[];
};

// Per view, where anything may be drawn: width - x0, height - y0, x1 + 1, y1 + 1, or more;
// all 0: nowhere.
layout(set = 0, binding = 22) buffer Bounds { uvec4 bounds[]; };

layout(push_constant) uniform Push {
    uint bigCapacity;      // Of the three lists.
    uint clipCapacity;
    uint clippedCapacity;
    uint viewCount;
    uint rowCount;
    uint pixelCount;       // Of all views together, with padding; a multiple of 4.
    uint writeDepth;       // 1: the depth image is wanted.
    uint contourCapacity;  // Points.
    uint blockCount;       // Outline equations only: 1, or one per part.
    uint segmentCount;     // ... workgroups that share the outline of one view and block.
    uint firstMeshlet;     // read.comp only.
};

struct Corner {
    float u, v, iz;
};

struct Edge {
    float ax, ay, dx, dy;
    bool swapped;
};

Edge makeEdge(Corner p, Corner q) {
    const bool swapped = q.u < p.u || (q.u == p.u && q.v < p.v);
    Edge e;
    e.ax = swapped ? q.u : p.u;
    e.ay = swapped ? q.v : p.v;
    precise float dx = (swapped ? p.u : q.u) - e.ax;
    precise float dy = (swapped ? p.v : q.v) - e.ay;
    e.dx = dx;
    e.dy = dy;
    e.swapped = swapped;
    return e;
}

float edgeAt(Edge e, float px, float py) {
    precise float f = e.dx * (py - e.ay) - e.dy * (px - e.ax);
    return f;
}
