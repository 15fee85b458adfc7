// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

#include "views/editing/editor.h"
#include "views/overlay/still_source.h"

class QLabel;

namespace camframe {

class StillList;

/// All cameras of the recording side by side at the current frame, in step while playing: a card each with
/// the robot drawn by that camera's pose. Choosing one makes it the camera on show.
class CamerasPanel : public QWidget {
    Q_OBJECT

public:
    explicit CamerasPanel(Editor& editor, QWidget* parent = nullptr);
    void setStills(StillSource* stills);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void rebuild();
    /// Asks for the current frame once the pictures of the last one are there.
    void refresh();
    StillRequest requestOf(int camera) const;
    void updateCaptions();

    Editor& m_editor;
    QLabel* m_text;
    StillList* m_list;
    bool m_stale = true;
    bool m_due = false;  ///< Something changed while pictures were on their way.
};

}  // namespace camframe
