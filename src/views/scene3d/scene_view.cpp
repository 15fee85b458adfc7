// SPDX-License-Identifier: Apache-2.0
#include "views/scene3d/scene_view.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QOpenGLContext>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <Qt3DCore/QEntity>
#include <Qt3DCore/QTransform>
#include <Qt3DExtras/QForwardRenderer>
#include <Qt3DExtras/QOrbitCameraController>
#include <Qt3DExtras/QPhongMaterial>
#include <Qt3DExtras/Qt3DWindow>
#include <Qt3DRender/QCamera>
#include <Qt3DRender/QCameraLens>
#include <Qt3DRender/QGeometryRenderer>
#include <Qt3DRender/QObjectPicker>
#include <Qt3DRender/QPickEvent>
#include <Qt3DRender/QPickingSettings>
#include <Qt3DRender/QRenderSettings>
#include <QtConcurrent/QtConcurrentRun>

#include "model/qt/shown_number.h"
#include "views/scene3d/camera_frustum.h"
#include "views/scene3d/scene_entities.h"
#include "views/scene3d/scene_robot.h"
#include "views/scene3d/scene_stage.h"

namespace camframe {

namespace {

const QColor clearColour(0x1d, 0x1f, 0x23);
const QColor selectedColour(0xff, 0xa6, 0x2b);
constexpr double clickReach = 4;     ///< A press that moves less is a click (px).
constexpr int pictureDelayMs = 250;  ///< Pictures of the other cameras wait until the frame rests.
constexpr int otherPictureWidth = 320;

}  // namespace

/// The Qt 3D objects. All entities hang under `root`, which the window owns.
struct SceneView::Scene {
    Qt3DExtras::Qt3DWindow* window = nullptr;
    Qt3DCore::QEntity* root = nullptr;
    Qt3DCore::QEntity* robot = nullptr;
    std::shared_ptr<const Robot> robotOf;                ///< Whose meshes `robot` holds.
    std::vector<std::unique_ptr<CameraFrustum>> frusta;  ///< By camera.
    Qt3DCore::QEntity* path = nullptr;
    std::shared_ptr<const RobotMotion> motion;  ///< That `path` was made from.
    Qt3DCore::QTransform* toolPose = nullptr;
    struct LinkPart {
        LinkMesh mesh;
        Qt3DCore::QTransform* pose = nullptr;
        Qt3DExtras::QPhongMaterial* material = nullptr;
    };
    std::vector<LinkPart> links;
};

SceneView::SceneView(Editor& editor, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_stack(new QStackedLayout(this)),
      m_note(new QLabel(this)),
      m_fromCamera(new QToolButton(this)),
      m_fromOutside(new QToolButton(this)),
      m_follow(new QToolButton(this)),
      m_remark(new QLabel(this)) {
    setMinimumSize(220, 180);
    m_note->setAlignment(Qt::AlignCenter);
    m_note->setWordWrap(true);
    m_note->setMargin(20);
    m_page = new QWidget(this);
    auto* column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(6, 4, 6, 4);
    for (QToolButton* button : {m_fromOutside, m_fromCamera, m_follow}) {
        button->setAutoRaise(true);
        row->addWidget(button);
    }
    row->addWidget(m_remark, 1);
    m_remark->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_remark->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    column->addLayout(row);
    m_stack->addWidget(m_note);
    m_stack->addWidget(m_page);
    connect(m_fromCamera, &QToolButton::clicked, this, &SceneView::lookFromCamera);
    connect(m_fromOutside, &QToolButton::clicked, this, &SceneView::lookFromOutside);
    m_follow->setCheckable(true);
    connect(m_follow, &QToolButton::toggled, this, &SceneView::updateFrame);
    m_pictureDelay.setSingleShot(true);
    m_pictureDelay.setInterval(pictureDelayMs);
    connect(&m_pictureDelay, &QTimer::timeout, this, &SceneView::askForPictures);
    connect(&editor, &Editor::documentChanged, this, &SceneView::loadRobot);
    connect(&editor, &Editor::linkSelected, this, &SceneView::updateSelection);
    connect(&editor, &Editor::frameChanged, &m_pictureDelay, qOverload<>(&QTimer::start));
    connect(&editor, &Editor::cameraChanged, this, &SceneView::updateCamera);
    connect(&editor, &Editor::cameraChanged, this, &SceneView::updateMotion);
    connect(&editor, &Editor::frameChanged, this, &SceneView::updateFrame);
    connect(&editor, &Editor::stateChanged, this, [this](ChangeEvent::Properties properties) {
        if (properties & (ChangeEvent::Pose | ChangeEvent::Intrinsics | ChangeEvent::Run)) updateCamera();
        if (properties & ChangeEvent::Motion) updateMotion();
    });
    retranslate();
}

SceneView::~SceneView() = default;

void SceneView::showEvent(QShowEvent* event) {
    if (!m_started) {
        m_started = true;
        start();
    }
    QWidget::showEvent(event);
}

void SceneView::start() {
    // Qt 3D ends the program when it cannot draw: ask first.
    QOpenGLContext context;
    const QString platform = QGuiApplication::platformName();
    if (platform == QLatin1StringView("offscreen") || platform == QLatin1StringView("minimal") ||
        !context.create()) {
        retranslate();
        return;
    }
    m_scene = std::make_unique<Scene>();
    m_scene->window = new Qt3DExtras::Qt3DWindow;
    m_scene->window->defaultFrameGraph()->setClearColor(clearColour);
    // Drawn when something changes, not sixty times a second: on software OpenGL that would take a whole
    // core.
    m_scene->window->renderSettings()->setRenderPolicy(Qt3DRender::QRenderSettings::OnDemand);
    m_scene->window->renderSettings()->pickingSettings()->setPickMethod(
        Qt3DRender::QPickingSettings::TrianglePicking);
    auto* container = QWidget::createWindowContainer(m_scene->window, m_page);
    container->setFocusPolicy(Qt::ClickFocus);
    static_cast<QVBoxLayout*>(m_page->layout())->addWidget(container, 1);

    auto* root = new Qt3DCore::QEntity;
    m_scene->root = root;
    Qt3DRender::QCamera* camera = m_scene->window->camera();
    camera->lens()->setPerspectiveProjection(45, 1.3F, 0.02F, 50);
    auto* orbit = new Qt3DExtras::QOrbitCameraController(root);
    orbit->setCamera(camera);
    orbit->setLinearSpeed(3);
    orbit->setLookSpeed(220);
    addLights(root, camera);
    addFloorAndAxes(root);
    m_scene->toolPose = addToolMarker(root);
    m_scene->window->setRootEntity(root);
    m_stack->setCurrentWidget(m_page);
    loadRobot();
}

void SceneView::loadRobot() {
    if (!m_scene) return;
    // Episodes of one dataset share their robot: its meshes stay.
    const std::shared_ptr<const Robot> robot = m_editor.hasDocument() ? m_editor.recording().robot : nullptr;
    const bool sameRobot = robot && robot == m_scene->robotOf;
    if (!sameRobot) {
        m_scene->links.clear();
        delete std::exchange(m_scene->robot, nullptr);
        m_scene->robotOf = robot;
    }
    m_scene->frusta.clear();
    m_asked.clear();
    m_posed = false;
    delete std::exchange(m_scene->path, nullptr);
    m_scene->motion.reset();
    if (!sameRobot) ++m_loadSerial;
    if (!m_editor.hasDocument()) return;
    updatePath();
    updateCamera();
    lookFromOutside();
    updateFrame();
    if (sameRobot) return;
    QtConcurrent::run([robot] {
        return buildRobot(robot->model);
    }).then(this, [this, serial = m_loadSerial](const std::vector<LinkMesh>& meshes) {
        if (serial != m_loadSerial || !m_scene) return;  // Another recording was opened meanwhile.
        m_scene->robot = new Qt3DCore::QEntity(m_scene->root);
        for (const LinkMesh& mesh : meshes) {
            auto* entity = new Qt3DCore::QEntity(m_scene->robot);
            auto* transform = new Qt3DCore::QTransform(entity);
            auto* material = makeMaterial(mesh.colour, entity);
            entity->addComponent(makeRenderer(mesh.mesh, entity));
            entity->addComponent(material);
            entity->addComponent(transform);
            addPicker(entity, mesh.link);
            m_scene->links.push_back({mesh, transform, material});
        }
        updateFrame();
        updateSelection();
    });
}

void SceneView::updateMotion() {
    if (!m_scene || !m_editor.hasDocument()) return;
    const std::shared_ptr<const RobotMotion>& motion = m_editor.document()->motion(m_editor.camera());
    if (m_scene->motion == motion) return;
    updatePath();
    updateFrame();
}

void SceneView::updateFrame() {
    if (!m_scene || !m_editor.hasDocument()) return;
    const RobotMotion& motion = m_editor.motion();
    const int frame = m_editor.frame();
    const bool valid = motion.valid(frame);
    if (m_scene->robot) m_scene->robot->setEnabled(valid);
    if (!valid) return;
    const auto& poses = motion.baseFromLink[static_cast<size_t>(frame)];
    for (const Scene::LinkPart& part : m_scene->links) {
        part.pose->setMatrix(
            toQt(RigidTransform(poses[static_cast<size_t>(part.mesh.link)] * part.mesh.linkFromVisual)));
    }
    const Eigen::Vector3d tool = poses[static_cast<size_t>(motion.toolLink)].translation();
    m_scene->toolPose->setTranslation(toQt(tool));
    if (m_follow->isChecked()) followTool(tool);
}

void SceneView::updatePath() {
    delete std::exchange(m_scene->path, nullptr);
    m_scene->motion = m_editor.document()->motion(m_editor.camera());
    const RobotMotion& motion = *m_scene->motion;
    std::vector<Eigen::Vector3d> points;
    for (const auto& poses : motion.baseFromLink) {
        if (!poses.empty()) points.push_back(poses[static_cast<size_t>(motion.toolLink)].translation());
    }
    m_scene->path = addEntity(m_scene->root, tubeMesh(points, 0.003), toolColour);
}

void SceneView::addPicker(Qt3DCore::QEntity* entity, int link) {
    auto* picker = new Qt3DRender::QObjectPicker(entity);
    // A drag turns the view; only a click selects.
    connect(picker, &Qt3DRender::QObjectPicker::pressed, this,
            [this](Qt3DRender::QPickEvent* event) { m_pressed = event->position(); });
    connect(picker, &Qt3DRender::QObjectPicker::clicked, this, [this, link](Qt3DRender::QPickEvent* event) {
        if (QPointF(event->position() - m_pressed).manhattanLength() <= clickReach) m_editor.selectLink(link);
    });
    entity->addComponent(picker);
}

void SceneView::updateSelection() {
    if (!m_scene) return;
    for (const Scene::LinkPart& part : m_scene->links)
        setColour(*part.material,
                  part.mesh.link == m_editor.selectedLink() ? selectedColour : part.mesh.colour);
}

void SceneView::updateCamera() {
    if (!m_scene || !m_editor.hasDocument()) return;
    const auto& cameras = m_editor.document()->cameras();
    while (m_scene->frusta.size() < cameras.size())
        m_scene->frusta.push_back(std::make_unique<CameraFrustum>(m_scene->root));
    for (size_t i = 0; i < cameras.size(); ++i) {
        const bool chosen = static_cast<int>(i) == m_editor.camera();
        m_scene->frusta[i]->update(cameras[i].intrinsics.camera, cameras[i].camFromBase, chosen);
        if (!chosen) m_scene->frusta[i]->setUncertainty({});
    }
    // Of a pose that a person moved, nothing is known.
    const auto covariance = m_editor.document()->calibration(m_editor.camera()).covariance;
    m_uncertainty = covariance ? std::optional(placeUncertainty(*covariance)) : std::nullopt;
    CameraFrustum& frustum = *m_scene->frusta[static_cast<size_t>(m_editor.camera())];
    frustum.setUncertainty(m_uncertainty);
    if (!m_picture.isNull()) frustum.setPicture(m_picture);
    retranslate();
    m_pictureDelay.start();
    // The first pose brings the camera into view; later ones must not turn what a person looks at.
    const bool posed = cameras[static_cast<size_t>(m_editor.camera())].camFromBase.has_value();
    if (posed && !std::exchange(m_posed, true)) lookFromOutside();
}

bool SceneView::isComplete() const {
    return m_scene && m_scene->robot;
}

void SceneView::setStills(StillSource* stills) {
    if (m_stills) m_stills->disconnect(this);
    m_stills = stills;
    m_asked.clear();
    if (!stills) return;
    connect(stills, &StillSource::ready, this, [this](quint64 serial, const QImage& image) {
        const auto asked = m_asked.find(serial);
        if (asked == m_asked.end()) return;
        const size_t camera = static_cast<size_t>(asked->second);
        m_asked.erase(asked);
        if (m_scene && camera < m_scene->frusta.size()) m_scene->frusta[camera]->setPicture(image);
    });
    connect(stills, &StillSource::failed, this,
            [this](quint64 serial, const QString&) { m_asked.erase(serial); });
    m_pictureDelay.start();
}

void SceneView::askForPictures() {
    if (!m_scene || !m_stills || !m_editor.hasDocument() || !isVisible()) return;
    for (const auto& [serial, camera] : m_asked) m_stills->forget(serial);
    m_asked.clear();
    const auto& cameras = m_editor.document()->cameras();
    for (int i = 0; i < static_cast<int>(cameras.size()); ++i) {
        const CameraState& state = cameras[static_cast<size_t>(i)];
        if (i == m_editor.camera() || !state.camFromBase) continue;
        StillRequest request;
        request.camera = i;
        request.frame = m_editor.frame();
        request.width = otherPictureWidth;
        request.lens = state.intrinsics.camera;
        request.look.visible = false;
        m_asked[m_stills->request(request)] = i;
    }
}

void SceneView::setPicture(const QImage& picture) {
    m_picture = picture;
    const size_t camera = static_cast<size_t>(m_editor.camera());
    if (m_scene && isVisible() && camera < m_scene->frusta.size())
        m_scene->frusta[camera]->setPicture(picture);
}

void SceneView::look(const ViewPoint& from) {
    Qt3DRender::QCamera* camera = m_scene->window->camera();
    camera->setFieldOfView(static_cast<float>(from.fieldOfViewDegrees));
    camera->setUpVector(toQt(from.up));
    camera->setPosition(toQt(from.position));
    camera->setViewCenter(toQt(from.centre));
}

void SceneView::lookFromCamera() {
    if (!m_scene || !m_editor.hasDocument() || !m_editor.state().camFromBase) return;
    // From just in front of the picture plane, which would hide everything else.
    const double start = m_scene->frusta[static_cast<size_t>(m_editor.camera())]->depth() * 1.05;
    look(viewFromCamera(m_editor.state().intrinsics.camera, *m_editor.state().camFromBase, start));
}

void SceneView::lookFromOutside() {
    if (!m_scene || !m_editor.hasDocument()) return;
    std::vector<RigidTransform> others;
    for (const CameraState& state : m_editor.document()->cameras())
        if (state.camFromBase) others.push_back(*state.camFromBase);
    const double aspect = double(m_scene->window->width()) / std::max(1, m_scene->window->height());
    look(overview(m_editor.motion(), others, m_editor.state().camFromBase, aspect));
}

void SceneView::followTool(const Eigen::Vector3d& tool) {
    Qt3DRender::QCamera* camera = m_scene->window->camera();
    const QVector3D shift = toQt(tool) - camera->viewCenter();
    camera->setPosition(camera->position() + shift);
    camera->setViewCenter(toQt(tool));
}

void SceneView::retranslate() {
    m_note->setText(
        m_started ? tr("This computer offers no OpenGL, so there is no 3D scene. Everything else works.")
                  : QString());
    m_fromOutside->setText(tr("Overview"));
    m_fromOutside->setToolTip(tr("Look at robot and camera from outside"));
    m_fromCamera->setText(tr("From camera"));
    m_fromCamera->setToolTip(tr("Look from where the recorded camera stands"));
    m_follow->setText(tr("Follow tool"));
    m_follow->setToolTip(tr("Keep the tool in the middle from frame to frame"));
    m_remark->setText(m_uncertainty ? tr("3 σ × %1").arg(m_uncertainty->magnification) : QString());
    m_remark->setToolTip(
        m_uncertainty
            ? tr("The ellipsoid says how uncertain the camera's place is: three standard deviations, "
                 "drawn %1 times as large. Semi-axes %2, %3 and %4 mm.")
                  .arg(m_uncertainty->magnification)
                  .arg(shownDigits(1000 * m_uncertainty->semiAxes[0], 2))
                  .arg(shownDigits(1000 * m_uncertainty->semiAxes[1], 2))
                  .arg(shownDigits(1000 * m_uncertainty->semiAxes[2], 2))
            : QString());
}

void SceneView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
