// SPDX-License-Identifier: Apache-2.0
#include "app/studio/click_segmenting.h"

#include "model/qt/undo/edit_camera_command.h"

namespace camframe {

ClickSegmenting::ClickSegmenting(MaskTool& tool, Editor& editor, Workspace& workspace, QObject* parent)
    : QObject(parent), m_editor(editor), m_workspace(workspace) {
    connect(&tool, &MaskTool::asked, this, &ClickSegmenting::answer);
}

void ClickSegmenting::answer(const MaskQuestion& question) {
    if (!m_editor.hasDocument()) return;
    m_workspace.runner().stop(m_job);
    ++m_serial;
    if (question.clicks.empty()) return;
    std::vector<PointPrompt> prompts;
    for (const MaskClick& click : question.clicks) prompts.push_back({click.pixel, click.belongs});
    m_job = m_workspace.runner().start<ImageU8>(
        tr("Outline what was clicked in frame %1").arg(question.frame),
        [segmenter = m_segmenter, opened = m_workspace.recording(), prompts,
         question](const RunContext& context) {
            return segmenter->segment(opened, question.camera, question.frame, prompts, context);
        },
        m_editor.document(),
        [this, question, serial = m_serial, document = m_editor.document()](ImageU8 outlined) {
            // Stopped too late: another click came since, or this one was withdrawn.
            if (serial != m_serial) return tr("No longer wanted.");
            FrameMask mask;
            const FrameMasks& masks = document->camera(question.camera).masks;
            if (const auto old = masks.find(question.frame); old != masks.end()) mask = *old->second;
            (question.ignores ? mask.ignore : mask.robot) = std::move(outlined);
            mask.carried = false;
            pushMask(*document, question.camera,
                     question.ignores ? EditAction::IgnoreRegion : EditAction::SegmentMask, question.frame,
                     std::make_shared<const FrameMask>(std::move(mask)));
            return tr("Done.");
        });
}

}  // namespace camframe
