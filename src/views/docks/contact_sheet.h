// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

#include "views/editing/editor.h"
#include "views/widgets/still_list.h"

class QLabel;

namespace camframe {

/// A second opinion at a glance: the drawn robot at start, middle, end and the arm's extreme poses. A green
/// edge marks frames that the fit has never seen. Choosing a picture goes to its frame.
class ContactSheet : public QWidget {
    Q_OBJECT

public:
    explicit ContactSheet(Editor& editor, QWidget* parent = nullptr);
    void setStills(StillSource* stills);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void rebuild();

    Editor& m_editor;
    QLabel* m_text;
    StillList* m_list;
    std::vector<int> m_frames;  ///< By card.
    QTimer m_settled;           ///< A drag is not drawn six times for every mouse move.
    bool m_stale = true;
};

}  // namespace camframe
