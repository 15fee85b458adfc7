// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "views/overlay/still_source.h"

namespace camframe::test {

/// Answers when told to.
class SlowStills : public StillSource {
public:
    quint64 request(const StillRequest& request) override {
        asked.emplace_back(++last, request);
        return last;
    }
    void forget(quint64 serial) override { forgotten.push_back(serial); }
    void answerAll() {
        for (const auto& [serial, request] : std::exchange(asked, {})) {
            QImage image(request.width, request.width * 3 / 4, QImage::Format_RGB888);
            image.fill(QColor(200, 10 * request.frame, 0));
            Q_EMIT ready(serial, image);
        }
    }
    std::vector<std::pair<quint64, StillRequest>> asked;
    std::vector<quint64> forgotten;
    quint64 last = 0;
};

}  // namespace camframe::test
