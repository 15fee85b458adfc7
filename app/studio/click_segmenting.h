// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <memory>

#include "app/studio/click_segment_job.h"
#include "app/studio/workspace.h"
#include "views/overlay/tools/mask_tool.h"

namespace camframe {

/// Answers the clicks of the mask tool, in jobs. A click that comes before the last one's answer replaces it.
class ClickSegmenting : public QObject {
    Q_OBJECT

public:
    /// All must outlive it.
    ClickSegmenting(MaskTool& tool, Editor& editor, Workspace& workspace, QObject* parent);

private:
    void answer(const MaskQuestion& question);

    Editor& m_editor;
    Workspace& m_workspace;
    std::shared_ptr<ClickSegmenter> m_segmenter = std::make_shared<ClickSegmenter>();
    int m_job = 0;
    quint64 m_serial = 0;  ///< Of the last question.
};

}  // namespace camframe
