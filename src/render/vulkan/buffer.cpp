// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/buffer.h"

#include <algorithm>
#include <bit>
#include <optional>

namespace camframe::vulkan {

struct MemoryPool::Block {
    VkDeviceMemory memory = VK_NULL_HANDLE;
    VkDeviceSize size = 0;
    uint32_t type = 0;
    void* mapped = nullptr;
    struct Range {
        VkDeviceSize offset, size;
    };
    std::vector<Range> free;  ///< Sorted by offset; neighbours are merged.

    std::optional<VkDeviceSize> take(VkDeviceSize bytes, VkDeviceSize alignment) {
        for (size_t i = 0; i < free.size(); ++i) {
            const Range range = free[i];
            const VkDeviceSize start = (range.offset + alignment - 1) / alignment * alignment;
            const VkDeviceSize end = range.offset + range.size;
            if (start + bytes > end) continue;
            free.erase(free.begin() + static_cast<std::ptrdiff_t>(i));
            if (start + bytes < end)
                free.insert(free.begin() + static_cast<std::ptrdiff_t>(i),
                            {start + bytes, end - start - bytes});
            if (start > range.offset)
                free.insert(free.begin() + static_cast<std::ptrdiff_t>(i),
                            {range.offset, start - range.offset});
            return start;
        }
        return std::nullopt;
    }

    void give(VkDeviceSize offset, VkDeviceSize bytes) {
        auto after =
            std::find_if(free.begin(), free.end(), [&](const Range& r) { return r.offset > offset; });
        after = free.insert(after, {offset, bytes});
        if (after + 1 != free.end() && after->offset + after->size == (after + 1)->offset) {
            after->size += (after + 1)->size;
            free.erase(after + 1);
        }
        if (after != free.begin() && (after - 1)->offset + (after - 1)->size == after->offset) {
            (after - 1)->size += after->size;
            free.erase(after);
        }
    }
};

MemoryPool::MemoryPool(const Device& device, VkDeviceSize budget) : m_device(device), m_budget(budget) {
    if (m_budget > 0) return;
    const VkPhysicalDeviceMemoryProperties& memory = device.memoryProperties();
    VkDeviceSize largest = 0;
    for (uint32_t i = 0; i < memory.memoryHeapCount; ++i)
        if (memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)
            largest = std::max(largest, memory.memoryHeaps[i].size);
    m_budget = largest / 4 * 3;
}

MemoryPool::~MemoryPool() {
    for (const Block& block : m_blocks) m_device.api().vkFreeMemory(m_device.get(), block.memory, nullptr);
}

Result<MemoryPool::Piece> MemoryPool::allocate(const VkMemoryRequirements& needs,
                                               VkMemoryPropertyFlags required,
                                               VkMemoryPropertyFlags preferred) {
    const VkPhysicalDeviceMemoryProperties& memory = m_device.memoryProperties();
    std::optional<uint32_t> type;
    int best = -1;
    for (uint32_t i = 0; i < memory.memoryTypeCount; ++i) {
        const VkMemoryPropertyFlags flags = memory.memoryTypes[i].propertyFlags;
        if ((needs.memoryTypeBits & (1U << i)) == 0 || (flags & required) != required) continue;
        const int fit = std::popcount(flags & preferred);
        if (fit > best) {
            best = fit;
            type = i;
        }
    }
    if (!type)
        return makeError(ErrorKind::System,
                         "Vulkan ({}): the device has no memory of the kind that is needed.",
                         m_device.name());
    for (Block& block : m_blocks)
        if (block.type == *type)
            if (const auto offset = block.take(needs.size, needs.alignment))
                return Piece{&block, *offset, needs.size};

    constexpr VkDeviceSize kBlockSize = VkDeviceSize{16} << 20;
    Block block;
    block.type = *type;
    // Under a small budget blocks are no larger than what is asked for.
    block.size = kBlockSize <= m_budget / 16 ? std::max(kBlockSize, needs.size) : needs.size;
    if (m_used + block.size > m_budget)
        return makeError(
            ErrorKind::System,
            "Vulkan ({}): {} MiB more would exceed the memory budget of {} MiB; raise --gpu-memory or "
            "choose --backend cpu.",
            m_device.name(), (block.size >> 20) + 1, m_budget >> 20);
    const VkMemoryAllocateInfo info{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO, nullptr, block.size, *type};
    VkResult allocated = injectedFault(FaultPoint::Allocate);
    if (allocated == VK_SUCCESS)
        allocated = m_device.api().vkAllocateMemory(m_device.get(), &info, nullptr, &block.memory);
    if (allocated != VK_SUCCESS) return vulkanError(m_device.name(), "allocating memory", allocated);
    m_device.label(VK_OBJECT_TYPE_DEVICE_MEMORY, reinterpret_cast<uint64_t>(block.memory),
                   "camframe memory block");
    if (memory.memoryTypes[*type].propertyFlags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) {
        const VkResult result =
            m_device.api().vkMapMemory(m_device.get(), block.memory, 0, VK_WHOLE_SIZE, 0, &block.mapped);
        if (result != VK_SUCCESS) {
            m_device.api().vkFreeMemory(m_device.get(), block.memory, nullptr);
            return vulkanError(m_device.name(), "mapping memory", result);
        }
    }
    m_used += block.size;
    m_peak = std::max(m_peak, m_used);
    block.free.push_back({0, block.size});
    m_blocks.push_back(std::move(block));
    Block& added = m_blocks.back();
    return Piece{&added, added.take(needs.size, needs.alignment).value(), needs.size};
}

void MemoryPool::release(const Piece& piece) {
    piece.block->give(piece.offset, piece.size);
    const bool unused = piece.block->free.size() == 1 && piece.block->free.front().size == piece.block->size;
    if (!unused) return;
    m_device.api().vkFreeMemory(m_device.get(), piece.block->memory, nullptr);
    m_used -= piece.block->size;
    m_blocks.remove_if([&](const Block& block) { return &block == piece.block; });
}

VkDeviceMemory MemoryPool::memoryOf(const Piece& piece) {
    return piece.block->memory;
}

void* MemoryPool::mappedAt(const Piece& piece) {
    return piece.block->mapped ? static_cast<char*>(piece.block->mapped) + piece.offset : nullptr;
}

Result<Buffer> Buffer::create(const Device& device, MemoryPool& pool, VkDeviceSize size, MemoryUse use,
                              const char* label) {
    // Vulkan has no buffers of size 0; an empty list still needs something to bind.
    size = std::max<VkDeviceSize>(size, 16);
    if (size > device.limits().maxStorageBufferRange)
        return makeError(
            ErrorKind::System,
            "Vulkan ({}): the {} needs {} MiB, more than the device can address at once ({} MiB); use "
            "smaller pictures or choose --backend cpu.",
            device.name(), label, size >> 20, device.limits().maxStorageBufferRange >> 20);
    Buffer out;
    out.m_device = &device;
    out.m_pool = &pool;
    out.m_size = size;
    out.m_use = use;
    VkBufferCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
    info.size = size;
    info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
                 VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT;
    const Api& api = device.api();
    if (const VkResult result = api.vkCreateBuffer(device.get(), &info, nullptr, &out.m_buffer);
        result != VK_SUCCESS)
        return vulkanError(device.name(), "creating a buffer", result);
    device.label(VK_OBJECT_TYPE_BUFFER, reinterpret_cast<uint64_t>(out.m_buffer), label);
    VkMemoryRequirements needs;
    api.vkGetBufferMemoryRequirements(device.get(), out.m_buffer, &needs);
    constexpr VkMemoryPropertyFlags kHost =
        VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
    const VkMemoryPropertyFlags required = use == MemoryUse::Device ? 0 : kHost;
    const VkMemoryPropertyFlags preferred =
        use == MemoryUse::Readback ? VK_MEMORY_PROPERTY_HOST_CACHED_BIT : VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
    auto piece = pool.allocate(needs, required, preferred);
    if (!piece) return tl::unexpected(piece.error());
    out.m_piece = *piece;
    if (use != MemoryUse::Device) out.m_mapped = MemoryPool::mappedAt(out.m_piece);
    if (const VkResult result = api.vkBindBufferMemory(device.get(), out.m_buffer,
                                                       MemoryPool::memoryOf(out.m_piece), out.m_piece.offset);
        result != VK_SUCCESS)
        return vulkanError(device.name(), "binding memory", result);
    return out;
}

Buffer::~Buffer() {
    if (m_buffer != VK_NULL_HANDLE) m_device->api().vkDestroyBuffer(m_device->get(), m_buffer, nullptr);
    if (m_piece.block) m_pool->release(m_piece);
}

void Buffer::swap(Buffer& other) noexcept {
    std::swap(m_device, other.m_device);
    std::swap(m_pool, other.m_pool);
    std::swap(m_buffer, other.m_buffer);
    std::swap(m_size, other.m_size);
    std::swap(m_use, other.m_use);
    std::swap(m_piece, other.m_piece);
    std::swap(m_mapped, other.m_mapped);
}

}  // namespace camframe::vulkan
