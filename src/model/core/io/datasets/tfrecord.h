// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/io/datasets/random_access_file.h"

namespace camframe {

/// CRC-32C (Castagnoli), rotated and offset as TFRecord stores it.
uint32_t maskedCrc32c(std::string_view bytes);

/// Where the data of one record lies in its file.
struct RecordSpan {
    uint64_t offset = 0;
    uint64_t length = 0;
};

/// What a walk over the framing of a TFRecord file found.
struct TfRecordIndex {
    std::vector<RecordSpan> records;  ///< The complete ones, in their order.
    std::optional<Error> damage;      ///< Why the walk ended before the end of the file.
};

/// Walks the framing; the data itself is not read. Per record the file holds: the data's length (64 bits,
/// little-endian), the masked checksum of these 8 bytes, the data, the masked checksum of the data.
/// Source: TensorFlow's description of the TFRecord format.
TfRecordIndex indexTfRecords(const RandomAccessFile& file);

/// The data of one record, after a check against its checksum. Refuses records of more than 1 GiB, half of
/// what protocol buffers can hold, before anything is allocated.
Result<std::string> readTfRecord(const RandomAccessFile& file, const RecordSpan& span);

}  // namespace camframe
