#version 450
// SPDX-License-Identifier: Apache-2.0
// A workgroup draws one meshlet: it projects the vertices, sorts out the triangles whose box holds no pixel,
// and draws small ones; big ones and those to be clipped go to lists (cpu twin: projectMesh, rasterizeMesh).
// The stages are apart because most triangles of a detailed mesh show no pixel: those that do then fill whole
// vectors. Hardware without branches, such as software drivers, pays for every line in every lane.
#extension GL_GOOGLE_include_directive : require
#include "raster_rules.glsl"
#include "project.glsl"
#include "raster_pixel.glsl"

layout(constant_id = 3) const uint kSize = 64;  // As local_size_x: how many work on a meshlet.
layout(local_size_x_id = 3) in;

// Bits of u, v and 1/z; then where the vertex lies among the pixels, see placeOf.
shared uvec4 corners[kMeshletVertices];
// Triangles that show: tiny ones from the front of the first half, larger ones from its back, big ones from
// the front of the second half, those to be clipped from its back.
shared uint listed[2 * kMeshletTriangles];
shared uint counts[4];
const uint kTiny = 0, kLarger = 1, kBig = 2, kToClip = 3, kHidden = 4;

// Twice the pixel below a coordinate, plus one when it lies between pixels, plus two: the least of three is
// enough to know the first pixel between them, the greatest to know the last one.
uint placeOf(float x, uint size) {
    const float within = clamp(x, -1.0, float(size));
    const float below = floor(within);
    return max(1, 2 * uint(int(below) + 1) + (within > below ? 1 : 0));
}

Corner cornerOf(uvec4 c) { return Corner(uintBitsToFloat(c.x), uintBitsToFloat(c.y), uintBitsToFloat(c.z)); }

// As pixelBox without a lens, of places.
ivec4 boxOf(View v, uint a, uint b, uint c) {
    const uint left = min(min(a & 0xFFFFu, b & 0xFFFFu), c & 0xFFFFu), top = min(min(a >> 16, b >> 16), c >> 16);
    const uint right = max(max(a & 0xFFFFu, b & 0xFFFFu), c & 0xFFFFu), bottom = max(max(a >> 16, b >> 16), c >> 16);
    return ivec4(int((left + 1) >> 1) - 1, int((top + 1) >> 1) - 1, min(int(right >> 1), int(v.width)) - 1,
                 min(int(bottom >> 1), int(v.height)) - 1);
}

ivec4 boxOfTriangle(View v, uvec4 a, uvec4 b, uvec4 c) {
    if (kLens) return pixelBox(v, cornerOf(a), cornerOf(b), cornerOf(c));
    return boxOf(v, a.w, b.w, c.w);
}

void main() {
    const uint self = gl_LocalInvocationID.x;
    const uvec2 batch = batches[gl_WorkGroupID.x];
    const Draw d = draws[batch.x];
    const Meshlet mesh = meshlets[batch.y];
    const View v = views[d.view];
    if (self < 4) counts[self] = 0;
    for (uint i = self; i < mesh.vertexCount; i += kSize) {
        const vec3 p = inCamera(d, vertices[mesh.firstVertex + i]);
        const Corner c = projectPoint(v, p);
        const bool ok = p.z >= kNear && c.u >= v.guardLeft && c.u <= v.guardRight && c.v >= v.guardTop &&
                        c.v <= v.guardBottom;
        const uint place = placeOf(c.u, v.width) | placeOf(c.v, v.height) << 16;
        corners[i] = uvec4(floatBitsToUint(c.u), floatBitsToUint(c.v), floatBitsToUint(c.iz), ok ? place : kNone);
    }
    barrier();
    for (uint i = self; i < mesh.triangleCount; i += kSize) {
        const uint t = triangles[mesh.firstTriangle + i];
        const uint a = corners[t & 1023u].w, b = corners[t >> 10 & 1023u].w, c = corners[t >> 20].w;
        ivec4 box;
        if (kLens)
            box = boxOfTriangle(v, corners[t & 1023u], corners[t >> 10 & 1023u], corners[t >> 20]);
        else
            box = boxOf(v, a, b, c);
        const ivec2 size = box.zw - box.xy + 1;
        uint kind = isBig(box) ? kBig : size.x * size.y > 4 ? kLarger : kTiny;
        if (isEmpty(box)) kind = kHidden;
        if (a == kNone || b == kNone || c == kNone) kind = kToClip;
        if (kind != kHidden) {
            const uint slot = atomicAdd(counts[kind], 1);
            const uint first = (kind >= kBig ? kMeshletTriangles : 0) + (kind & 1u) * (kMeshletTriangles - 1);
            listed[(kind & 1u) != 0 ? first - slot : first + slot] = t;
        }
    }
    barrier();

    const Canvas canvas = canvasOf(v);
    const uint tiny = counts[kTiny], small = tiny + counts[kLarger];
    for (uint i = self; i < small; i += kSize) {
        const uint t = listed[i < tiny ? i : kMeshletTriangles - 1 - (i - tiny)];
        const uvec4 a = corners[t & 1023u], b = corners[t >> 10 & 1023u], c = corners[t >> 20];
        const ivec4 box = boxOfTriangle(v, a, b, c);
        const Corner c0 = cornerOf(a), c1 = cornerOf(b), c2 = cornerOf(c);
        const Edge e0 = makeEdge(c1, c2), e1 = makeEdge(c2, c0), e2 = makeEdge(c0, c1);
        int x = box.x, y = box.y;
        while (y <= box.w) {
            drawPixel(c0, c1, c2, e0, e1, e2, d.id, canvas, x, y);
            y += x == box.z ? 1 : 0;
            x = x == box.z ? box.x : x + 1;
        }
    }
    if (kPass == 1) return;  // the lists are there already
    for (uint i = self; i < counts[kBig]; i += kSize) {
        const uint t = listed[kMeshletTriangles + i];
        // Without room it is lost, and the host starts again with more: it reads the count.
        const uint slices = slicesOf(boxOfTriangle(v, corners[t & 1023u], corners[t >> 10 & 1023u], corners[t >> 20]));
        const uint slot = atomicAdd(bigCount, slices);
        const uint end = min(slot + slices, bigCapacity);
        for (uint k = slot; k < end; ++k) big[k] = Reference(batch.x, batch.y, t, k - slot | slices << 16);
        atomicMax(bigGroupsX, min(end, kMaxGroups));
    }
    for (uint i = self; i < counts[kToClip]; i += kSize) {
        const uint slot = atomicAdd(clipCount, 1);
        if (slot < clipCapacity) {
            clip[slot] = Reference(batch.x, batch.y, listed[2 * kMeshletTriangles - 1 - i], 0);
            atomicMax(clipGroupsX, slot / 64 + 1);
        }
    }
}
