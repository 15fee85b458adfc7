// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>
#include <map>

#include "views/editing/editor.h"
#include "views/overlay/still_source.h"

namespace camframe {

/// Small pictures of a recording side by side, made in the background. A press goes to the frame.
class Filmstrip : public QWidget {
    Q_OBJECT

public:
    explicit Filmstrip(Editor& editor, QWidget* parent = nullptr);
    /// Null: no pictures. Must outlive its use here.
    void setStills(StillSource* stills);
    QSize sizeHint() const override { return {400, 44}; }
    QSize minimumSizeHint() const override { return {120, 44}; }
    /// Frames whose pictures are shown, left to right.
    std::vector<int> frames() const;
    bool isComplete() const { return !m_slots.empty() && m_requests.empty(); }

Q_SIGNALS:
    void completed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    struct Slot {
        int frame = 0;
        QImage image;
    };

    void reload();
    void forget();
    double slotWidth() const;
    void goTo(double x);

    Editor& m_editor;
    QPointer<StillSource> m_stills;
    std::vector<Slot> m_slots;
    std::map<quint64, size_t> m_requests;  ///< Serial to slot.
    QTimer m_delay;                        ///< Until the width has settled.
};

}  // namespace camframe
