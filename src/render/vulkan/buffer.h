// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>
#include <memory>
#include <vector>

#include "render/vulkan/context.h"

namespace camframe::vulkan {

/// Hands out pieces of large device allocations: drivers allow only a few thousand allocations and make each
/// one slow. First fit over a sorted list of free ranges. Holds buffers only, so no image granularity.
class MemoryPool {
public:
    explicit MemoryPool(const Device& device);
    ~MemoryPool();
    MemoryPool(const MemoryPool&) = delete;
    MemoryPool& operator=(const MemoryPool&) = delete;

    struct Block;
    struct Piece {
        Block* block = nullptr;
        VkDeviceSize offset = 0, size = 0;
    };
    /// @param required   Properties that the memory must have.
    /// @param preferred  Properties that decide among those that do.
    Result<Piece> allocate(const VkMemoryRequirements& needs, VkMemoryPropertyFlags required,
                           VkMemoryPropertyFlags preferred);
    void release(const Piece& piece);
    static VkDeviceMemory memoryOf(const Piece& piece);
    /// Address of host-visible memory, else null.
    static void* mappedAt(const Piece& piece);

private:
    const Device& m_device;
    std::list<Block> m_blocks;
};

enum class MemoryUse {
    Device,    ///< Written and read by the device only (and by copies).
    Upload,    ///< Written by the host, read by the device.
    Readback,  ///< Written by the device, read by the host.
};

/// A storage buffer with its memory. Move-only; pool and device must outlive it.
class Buffer {
public:
    Buffer() = default;
    static Result<Buffer> create(const Device& device, MemoryPool& pool, VkDeviceSize size, MemoryUse use,
                                 const char* label);
    Buffer(Buffer&& other) noexcept { swap(other); }
    Buffer& operator=(Buffer&& other) noexcept {
        swap(other);
        return *this;
    }
    ~Buffer();

    VkBuffer get() const { return m_buffer; }
    VkDeviceSize size() const { return m_size; }
    /// Host address; null for MemoryUse::Device. Host-visible memory is coherent: no flushes.
    template <class T>
    T* as() const {
        return static_cast<T*>(m_mapped);
    }

private:
    void swap(Buffer& other) noexcept;

    const Device* m_device = nullptr;
    MemoryPool* m_pool = nullptr;
    VkBuffer m_buffer = VK_NULL_HANDLE;
    VkDeviceSize m_size = 0;
    MemoryPool::Piece m_piece;
    void* m_mapped = nullptr;
};

}  // namespace camframe::vulkan
