// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <QImage>
#include <QPointer>
#include <QWidget>
#include <vector>

namespace camframe {

class Canvas;
class CanvasTool;

/// Something painted over the picture, in screen coordinates.
class CanvasLayer {
public:
    virtual ~CanvasLayer() = default;
    virtual void paint(QPainter& painter, const Canvas& canvas) = 0;
};

/// Shows a picture that can be zoomed to single pixels and panned, and hands the mouse to a tool.
///
/// Knows nothing of robots. Pixels are in our convention (centre of the top-left pixel is (0, 0)); the
/// conversion to the painter's corners happens here only. The old picture stays until a new one is set.
class Canvas : public QWidget {
    Q_OBJECT

public:
    explicit Canvas(QWidget* parent = nullptr);

    /// Keeps zoom and place when the size is that of the last picture, else fits.
    /// @param other  Of the same size: shown left of a line that the mouse moves; null: no line.
    void setImage(const QImage& image, const QImage& other = {});
    /// Where the line between the two pictures is, as a share of the picture's width.
    double wipe() const { return m_wipe; }
    /// A magnified square beside the mouse.
    void setLoupe(bool on);
    bool hasLoupe() const { return m_loupe; }
    const QImage& image() const { return m_image; }
    /// Sentence shown while there is no picture.
    void setPlaceholder(const QString& text);

    /// Null: no tool. The tool must outlive its use here.
    void setTool(CanvasTool* tool);
    CanvasTool* tool() const { return m_tool; }
    void addLayer(CanvasLayer* layer) { m_layers.push_back(layer); }

    /// Screen points per picture pixel.
    double zoom() const { return m_zoom; }
    QPointF screenFromPixel(const Eigen::Vector2d& pixel) const;
    Eigen::Vector2d pixelFromScreen(const QPointF& screen) const;

    void fit();
    /// @param anchor  Screen point that stays in place.
    void setZoom(double zoom, const QPointF& anchor);
    void zoomIn();
    void zoomOut();
    void zoomToActualSize();
    void panBy(const QPointF& screenDelta);
    bool isFitted() const { return m_fitted; }

Q_SIGNALS:
    void zoomChanged(double zoom);
    void hovered(const Eigen::Vector2d& pixel);
    void left();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void keepInSight();
    double wipeX() const { return m_origin.x() + m_wipe * m_zoom * m_image.width(); }
    bool overWipe(const QPointF& screen) const;
    void paintWipe(QPainter& painter);
    void paintLoupe(QPainter& painter);
    const QImage& imageAt(double screenX) const;
    void updateCursor();

    QImage m_image;
    QImage m_other;
    double m_wipe = 0.5;
    bool m_wiping = false;
    bool m_loupe = false;
    bool m_mouseInside = false;
    QString m_placeholder;
    CanvasTool* m_tool = nullptr;
    std::vector<CanvasLayer*> m_layers;
    double m_zoom = 1;
    QPointF m_origin;  ///< Screen position of the picture's top-left corner.
    bool m_fitted = true;
    bool m_panning = false;
    QPointF m_lastMouse;
};

}  // namespace camframe
