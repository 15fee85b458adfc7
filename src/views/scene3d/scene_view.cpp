// SPDX-License-Identifier: Apache-2.0
#include "views/scene3d/scene_view.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QOpenGLContext>
#include <QPainter>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <Qt3DCore/QAttribute>
#include <Qt3DCore/QBuffer>
#include <Qt3DCore/QEntity>
#include <Qt3DCore/QGeometry>
#include <Qt3DCore/QTransform>
#include <Qt3DExtras/QForwardRenderer>
#include <Qt3DExtras/QOrbitCameraController>
#include <Qt3DExtras/QPhongMaterial>
#include <Qt3DExtras/QSphereMesh>
#include <Qt3DExtras/QTextureMaterial>
#include <Qt3DExtras/Qt3DWindow>
#include <Qt3DRender/QCamera>
#include <Qt3DRender/QCameraLens>
#include <Qt3DRender/QDirectionalLight>
#include <Qt3DRender/QGeometryRenderer>
#include <Qt3DRender/QPaintedTextureImage>
#include <Qt3DRender/QPointLight>
#include <Qt3DRender/QTexture>
#include <QtConcurrent/QtConcurrentRun>
#include <array>

#include "views/scene3d/scene_mesh.h"

namespace camframe {

namespace {

constexpr float maxSurfaceError = 0.001F;  ///< Of the simplified robot, m.
constexpr int maxTextureWidth = 640;
constexpr float fieldOfViewDegrees = 45;  ///< Of the overview, vertical.
const QColor clearColour(0x1d, 0x1f, 0x23);
const QColor frustumColour(0x8e, 0xc7, 0xff);
const QColor pathColour(0xf3, 0xc3, 0x4b);
const QColor gridColour(0x4b, 0x4f, 0x58);

QVector3D toQt(const Eigen::Vector3d& v) {
    return {static_cast<float>(v.x()), static_cast<float>(v.y()), static_cast<float>(v.z())};
}

QMatrix4x4 toQt(const RigidTransform& transform) {
    const Eigen::Matrix<float, 4, 4, Eigen::RowMajor> matrix = transform.matrix().cast<float>();
    return QMatrix4x4(matrix.data());
}

/// The camera's picture as a texture.
class PictureTexture : public Qt3DRender::QPaintedTextureImage {
public:
    using QPaintedTextureImage::QPaintedTextureImage;
    void setPicture(const QImage& picture) {
        m_picture = picture.width() > maxTextureWidth ? picture.scaledToWidth(maxTextureWidth) : picture;
        if (m_picture.size() != size()) setSize(m_picture.size());
        update();
    }

protected:
    void paint(QPainter* painter) override { painter->drawImage(0, 0, m_picture); }

private:
    QImage m_picture;
};

Qt3DRender::QGeometryRenderer* makeRenderer(const SceneMesh& mesh, Qt3DCore::QNode* parent) {
    auto* geometry = new Qt3DCore::QGeometry;
    auto* buffer = new Qt3DCore::QBuffer(geometry);
    buffer->setData(mesh.vertices);
    const auto addAttribute = [&](const QString& name, uint size, uint offset) {
        auto* attribute = new Qt3DCore::QAttribute(geometry);
        attribute->setName(name);
        attribute->setAttributeType(Qt3DCore::QAttribute::VertexAttribute);
        attribute->setVertexBaseType(Qt3DCore::QAttribute::Float);
        attribute->setVertexSize(size);
        attribute->setBuffer(buffer);
        attribute->setByteStride(SceneMesh::stride);
        attribute->setByteOffset(offset * sizeof(float));
        attribute->setCount(static_cast<uint>(mesh.vertexCount));
        geometry->addAttribute(attribute);
    };
    addAttribute(Qt3DCore::QAttribute::defaultPositionAttributeName(), 3, 0);
    addAttribute(Qt3DCore::QAttribute::defaultNormalAttributeName(), 3, 3);
    addAttribute(Qt3DCore::QAttribute::defaultTextureCoordinateAttributeName(), 2, 6);
    auto* renderer = new Qt3DRender::QGeometryRenderer(parent);
    renderer->setGeometry(geometry);
    renderer->setPrimitiveType(Qt3DRender::QGeometryRenderer::Triangles);
    renderer->setVertexCount(mesh.vertexCount);
    return renderer;
}

Qt3DCore::QEntity* addEntity(Qt3DCore::QEntity* parent, const SceneMesh& mesh, const QColor& colour) {
    auto* entity = new Qt3DCore::QEntity(parent);
    if (mesh.vertexCount == 0) return entity;
    auto* material = new Qt3DExtras::QPhongMaterial(entity);
    material->setAmbient(colour.darker(220));
    material->setDiffuse(colour);
    material->setSpecular(QColor(40, 40, 40));
    material->setShininess(20);
    entity->addComponent(makeRenderer(mesh, entity));
    entity->addComponent(material);
    return entity;
}

/// One link's meshes, built away from the GUI thread.
struct LinkMesh {
    int link = 0;
    RigidTransform linkFromVisual = RigidTransform::Identity();
    QColor colour;
    SceneMesh mesh;
};

std::vector<LinkMesh> buildRobot(const RobotModel& robot) {
    std::vector<LinkMesh> meshes;
    for (size_t link = 0; link < robot.links().size(); ++link) {
        for (const Visual& visual : robot.links()[link].visuals) {
            if (!visual.mesh || visual.mesh->empty()) continue;
            const std::vector<MeshLod> lods = buildLods(weldByPosition(*visual.mesh), maxSurfaceError);
            const Eigen::Vector4f& c = visual.colour;
            meshes.push_back({static_cast<int>(link), visual.linkFromVisual,
                              QColor::fromRgbF(c.x(), c.y(), c.z()), smoothMesh(lods.back().mesh)});
        }
    }
    return meshes;
}

}  // namespace

/// The Qt 3D objects. All entities hang under `root`, which the window owns.
struct SceneView::Scene {
    Qt3DExtras::Qt3DWindow* window = nullptr;
    Qt3DCore::QEntity* root = nullptr;
    Qt3DCore::QEntity* robot = nullptr;
    std::shared_ptr<const Robot> robotOf;  ///< Whose meshes `robot` holds.
    Qt3DCore::QEntity* frustum = nullptr;
    Qt3DCore::QTransform* frustumPose = nullptr;
    Qt3DCore::QEntity* path = nullptr;
    std::shared_ptr<const RobotMotion> motion;  ///< That `path` was made from.
    Qt3DCore::QTransform* toolPose = nullptr;
    PictureTexture* texture = nullptr;
    std::vector<std::pair<LinkMesh, Qt3DCore::QTransform*>> links;
    double frustumDepth = 0;
    CameraModel frustumCamera;
};

SceneView::SceneView(Editor& editor, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_stack(new QStackedLayout(this)),
      m_note(new QLabel(this)),
      m_fromCamera(new QToolButton(this)),
      m_fromOutside(new QToolButton(this)) {
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
    for (QToolButton* button : {m_fromOutside, m_fromCamera}) {
        button->setAutoRaise(true);
        row->addWidget(button);
    }
    row->addStretch(1);
    column->addLayout(row);
    m_stack->addWidget(m_note);
    m_stack->addWidget(m_page);
    connect(m_fromCamera, &QToolButton::clicked, this, &SceneView::lookFromCamera);
    connect(m_fromOutside, &QToolButton::clicked, this, &SceneView::lookFromOutside);
    connect(&editor, &Editor::documentChanged, this, &SceneView::loadRobot);
    connect(&editor, &Editor::cameraChanged, this, &SceneView::updateCamera);
    connect(&editor, &Editor::cameraChanged, this, &SceneView::updateMotion);
    connect(&editor, &Editor::frameChanged, this, &SceneView::updateFrame);
    connect(&editor, &Editor::stateChanged, this, [this](ChangeEvent::Properties properties) {
        if (properties & (ChangeEvent::Pose | ChangeEvent::Intrinsics)) updateCamera();
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
    auto* container = QWidget::createWindowContainer(m_scene->window, m_page);
    container->setFocusPolicy(Qt::ClickFocus);
    static_cast<QVBoxLayout*>(m_page->layout())->addWidget(container, 1);

    auto* root = new Qt3DCore::QEntity;
    m_scene->root = root;
    Qt3DRender::QCamera* camera = m_scene->window->camera();
    camera->lens()->setPerspectiveProjection(fieldOfViewDegrees, 1.3F, 0.02F, 50);
    auto* orbit = new Qt3DExtras::QOrbitCameraController(root);
    orbit->setCamera(camera);
    orbit->setLinearSpeed(3);
    orbit->setLookSpeed(220);
    // One light travels with the eye, so that no side is ever black.
    auto* headlight = new Qt3DRender::QPointLight(camera);
    headlight->setIntensity(0.3F);
    camera->addComponent(headlight);
    const std::pair<QVector3D, float> lights[] = {{{-0.5F, -0.4F, -1}, 0.4F}, {{0.8F, 0.6F, 0.2F}, 0.15F}};
    for (const auto& [direction, intensity] : lights) {
        auto* entity = new Qt3DCore::QEntity(root);
        auto* light = new Qt3DRender::QDirectionalLight(entity);
        light->setWorldDirection(direction);
        light->setIntensity(intensity);
        entity->addComponent(light);
    }
    constexpr int cells = 10;
    constexpr double cell = 0.2;
    for (int i = -cells / 2; i <= cells / 2; ++i) {
        const double at = i * cell;
        const double end = cells * cell / 2;
        const double radius = i == 0 ? 0.003 : 0.002;
        addEntity(root, tubeMesh(std::array<Eigen::Vector3d, 2>{{{at, -end, 0}, {at, end, 0}}}, radius, 4),
                  gridColour);
        addEntity(root, tubeMesh(std::array<Eigen::Vector3d, 2>{{{-end, at, 0}, {end, at, 0}}}, radius, 4),
                  gridColour);
    }
    const QColor axisColours[] = {QColor(0xe0, 0x5a, 0x50), QColor(0x6c, 0xc0, 0x5f),
                                  QColor(0x5a, 0x8d, 0xe8)};
    for (int axis = 0; axis < 3; ++axis) {
        const std::array<Eigen::Vector3d, 2> ends{Eigen::Vector3d::Zero(),
                                                  Eigen::Vector3d(0.25 * Eigen::Vector3d::Unit(axis))};
        addEntity(root, tubeMesh(ends, 0.005), axisColours[axis]);
    }
    auto* tool = new Qt3DCore::QEntity(root);
    auto* sphere = new Qt3DExtras::QSphereMesh(tool);
    sphere->setRadius(0.012F);
    auto* toolMaterial = new Qt3DExtras::QPhongMaterial(tool);
    toolMaterial->setAmbient(pathColour.darker(150));
    toolMaterial->setDiffuse(pathColour);
    m_scene->toolPose = new Qt3DCore::QTransform(tool);
    tool->addComponent(sphere);
    tool->addComponent(toolMaterial);
    tool->addComponent(m_scene->toolPose);
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
    delete std::exchange(m_scene->frustum, nullptr);
    delete std::exchange(m_scene->path, nullptr);
    m_scene->motion.reset();
    m_scene->frustumPose = nullptr;
    m_scene->texture = nullptr;
    m_scene->frustumDepth = 0;
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
            auto* entity = addEntity(m_scene->robot, mesh.mesh, mesh.colour);
            auto* transform = new Qt3DCore::QTransform(entity);
            entity->addComponent(transform);
            m_scene->links.emplace_back(mesh, transform);
        }
        updateFrame();
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
    for (auto& [mesh, transform] : m_scene->links) {
        transform->setMatrix(
            toQt(RigidTransform(poses[static_cast<size_t>(mesh.link)] * mesh.linkFromVisual)));
    }
    m_scene->toolPose->setTranslation(toQt(poses[static_cast<size_t>(motion.toolLink)].translation()));
}

void SceneView::updatePath() {
    delete std::exchange(m_scene->path, nullptr);
    m_scene->motion = m_editor.document()->motion(m_editor.camera());
    const RobotMotion& motion = *m_scene->motion;
    std::vector<Eigen::Vector3d> points;
    for (const auto& poses : motion.baseFromLink) {
        if (!poses.empty()) points.push_back(poses[static_cast<size_t>(motion.toolLink)].translation());
    }
    m_scene->path = addEntity(m_scene->root, tubeMesh(points, 0.003), pathColour);
}

void SceneView::updateCamera() {
    if (!m_scene || !m_editor.hasDocument()) return;
    const CameraState& state = m_editor.state();
    if (!state.camFromBase) {
        if (m_scene->frustum) m_scene->frustum->setEnabled(false);
        return;
    }
    const bool first = m_scene->frustum == nullptr;
    const RigidTransform baseFromCam = state.camFromBase->inverse();
    const CameraModel& camera = state.intrinsics.camera;
    // Rebuilt only when the lens changes; a drag moves the whole.
    const bool sameLens = m_scene->frustum && camera.matrix() == m_scene->frustumCamera.matrix() &&
                          camera.width == m_scene->frustumCamera.width;
    if (!sameLens) {
        delete std::exchange(m_scene->frustum, nullptr);
        m_scene->frustumDepth = std::clamp(0.3 * baseFromCam.translation().norm(), 0.1, 0.5);
        m_scene->frustumCamera = camera;
        const double depth = m_scene->frustumDepth;
        m_scene->frustum = new Qt3DCore::QEntity(m_scene->root);
        m_scene->frustumPose = new Qt3DCore::QTransform(m_scene->frustum);
        m_scene->frustum->addComponent(m_scene->frustumPose);
        const auto corners = pictureCorners(camera, depth);
        for (size_t i = 0; i < 4; ++i) {
            addEntity(
                m_scene->frustum,
                tubeMesh(std::array<Eigen::Vector3d, 2>{Eigen::Vector3d::Zero(), corners[i]}, 0.0025, 6),
                frustumColour);
            addEntity(m_scene->frustum,
                      tubeMesh(std::array<Eigen::Vector3d, 2>{corners[i], corners[(i + 1) % 4]}, 0.0025, 6),
                      frustumColour);
        }
        auto* plane = new Qt3DCore::QEntity(m_scene->frustum);
        auto* texture = new Qt3DRender::QTexture2D(plane);
        texture->setFormat(Qt3DRender::QAbstractTexture::RGBA8_UNorm);
        texture->setMinificationFilter(Qt3DRender::QAbstractTexture::Linear);
        texture->setMagnificationFilter(Qt3DRender::QAbstractTexture::Linear);
        m_scene->texture = new PictureTexture(texture);
        // Qt 3D crashes on a texture image that has never been painted: fill it before it is added.
        QImage picture = m_picture;
        if (picture.isNull()) {
            picture = QImage(4, 4, QImage::Format_RGB888);
            picture.fill(clearColour);
        }
        m_scene->texture->setPicture(picture);
        texture->addTextureImage(m_scene->texture);
        auto* material = new Qt3DExtras::QTextureMaterial(plane);
        material->setTexture(texture);
        plane->addComponent(makeRenderer(picturePlane(camera, depth), plane));
        plane->addComponent(material);
    }
    m_scene->frustum->setEnabled(true);
    m_scene->frustumPose->setMatrix(toQt(baseFromCam));
    if (first) lookFromOutside();
}

void SceneView::setPicture(const QImage& picture) {
    m_picture = picture;
    if (m_scene && m_scene->texture && isVisible() && !picture.isNull())
        m_scene->texture->setPicture(picture);
}

void SceneView::lookFromCamera() {
    if (!m_scene || !m_editor.hasDocument() || !m_editor.state().camFromBase) return;
    const CameraModel& lens = m_editor.state().intrinsics.camera;
    const RigidTransform baseFromCam = m_editor.state().camFromBase->inverse();
    Qt3DRender::QCamera* camera = m_scene->window->camera();
    camera->setFieldOfView(
        static_cast<float>(2 * std::atan(0.5 * lens.height / lens.fy) * 57.29577951308232));
    // From just in front of the picture plane, which would hide everything else.
    const double start = m_scene->frustumDepth * 1.05;
    camera->setPosition(toQt(baseFromCam * Eigen::Vector3d(0, 0, start)));
    camera->setViewCenter(toQt(baseFromCam * Eigen::Vector3d(0, 0, start + 1)));
    camera->setUpVector(toQt(baseFromCam.linear() * Eigen::Vector3d(0, -1, 0)));
}

void SceneView::lookFromOutside() {
    if (!m_scene || !m_editor.hasDocument()) return;
    // Around everything that the links pass through, the base, and the camera.
    Eigen::AlignedBox3d box(Eigen::Vector3d(-0.1, -0.1, 0), Eigen::Vector3d(0.1, 0.1, 0.2));
    for (const auto& poses : m_editor.motion().baseFromLink) {
        for (const RigidTransform& baseFromLink : poses) box.extend(baseFromLink.translation());
    }
    Eigen::Vector3d from(1, -1.2, 0.7);
    if (const auto& pose = m_editor.state().camFromBase) {
        const Eigen::Vector3d centre = cameraCentre(*pose);
        box.extend(centre);
        // Beside the line from the robot to the camera, so that neither hides the other.
        Eigen::Vector3d across = centre.cross(Eigen::Vector3d::UnitZ());
        if (across.norm() > 1e-3)
            from = (across.normalized() + 0.35 * centre.normalized() + Eigen::Vector3d(0, 0, 0.45));
    }
    const Eigen::Vector3d middle = box.center();
    // As near as all corners of the box stay in view.
    const Eigen::Vector3d backwards = from.normalized();
    const Eigen::Vector3d right = Eigen::Vector3d::UnitZ().cross(backwards).normalized();
    const Eigen::Vector3d up = backwards.cross(right);
    const double tangent = std::tan(0.5 * fieldOfViewDegrees * 0.017453292519943295);
    const double aspect =
        std::max(0.2, double(m_scene->window->width()) / std::max(1, m_scene->window->height()));
    double distance = 0.5;
    for (int i = 0; i < 8; ++i) {
        const Eigen::Vector3d corner = box.corner(static_cast<Eigen::AlignedBox3d::CornerType>(i)) - middle;
        const double across = std::max(std::abs(corner.dot(up)), std::abs(corner.dot(right)) / aspect);
        distance = std::max(distance, 1.08 * across / tangent + corner.dot(backwards));
    }
    Qt3DRender::QCamera* camera = m_scene->window->camera();
    camera->setFieldOfView(fieldOfViewDegrees);
    camera->setUpVector({0, 0, 1});
    camera->setPosition(toQt(middle + distance * backwards));
    camera->setViewCenter(toQt(middle));
}

void SceneView::retranslate() {
    m_note->setText(
        m_started ? tr("This computer offers no OpenGL, so there is no 3D scene. Everything else works.")
                  : QString());
    m_fromOutside->setText(tr("Overview"));
    m_fromOutside->setToolTip(tr("Look at robot and camera from outside"));
    m_fromCamera->setText(tr("From camera"));
    m_fromCamera->setToolTip(tr("Look from where the recorded camera stands"));
}

void SceneView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
