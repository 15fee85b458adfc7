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
    /// @param budget  Most that is ever allocated (bytes); 0: three quarters of the device's largest heap of
    ///                its own memory.
    MemoryPool(const Device& device, VkDeviceSize budget);
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
    VkDeviceSize budget() const { return m_budget; }
    VkDeviceSize used() const { return m_used; }  ///< Allocated from the driver now (bytes).
    VkDeviceSize peak() const { return m_peak; }  ///< ... and at most so far.
    static VkDeviceMemory memoryOf(const Piece& piece);
    /// Address of host-visible memory, else null.
    static void* mappedAt(const Piece& piece);

private:
    const Device& m_device;
    VkDeviceSize m_budget = 0, m_used = 0, m_peak = 0;
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
    MemoryUse use() const { return m_use; }
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
    MemoryUse m_use = MemoryUse::Device;
    MemoryPool::Piece m_piece;
    void* m_mapped = nullptr;
};

}  // namespace camframe::vulkan
