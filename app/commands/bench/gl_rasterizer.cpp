// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/gl_rasterizer.h"

#ifdef CAMFRAME_EGL
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES3/gl3.h>
#include <dlfcn.h>
#endif

namespace camframe::bench {

#ifdef CAMFRAME_EGL

#define CAMFRAME_GL(X)                                                                                  \
    X(glAttachShader)                                                                                   \
    X(glBindBuffer)                                                                                     \
    X(glBindFramebuffer)                                                                                \
    X(glBindRenderbuffer) X(glBindVertexArray) X(glBufferData) X(glCheckFramebufferStatus) X(glClear)   \
        X(glClearColor) X(glCompileShader) X(glCreateProgram) X(glCreateShader) X(glDrawElements)       \
            X(glEnable) X(glEnableVertexAttribArray) X(glFramebufferRenderbuffer) X(glGenBuffers)       \
                X(glGenFramebuffers) X(glGenRenderbuffers) X(glGenVertexArrays) X(glGetProgramiv)       \
                    X(glGetString) X(glGetUniformLocation) X(glLinkProgram) X(glReadPixels)             \
                        X(glRenderbufferStorage) X(glShaderSource) X(glUniform1f) X(glUniformMatrix4fv) \
                            X(glUseProgram) X(glVertexAttribPointer) X(glViewport)

namespace {

constexpr const char* kVertexShader = R"(#version 330 core
layout(location = 0) in vec3 position;
uniform mat4 clipFromLink;
void main() { gl_Position = clipFromLink * vec4(position, 1.0); }
)";
constexpr const char* kFragmentShader = R"(#version 330 core
uniform float id;
out vec4 colour;
void main() { colour = vec4(id / 255.0, 0.0, 0.0, 1.0); }
)";

Error glError(const char* what) {
    return makeError(ErrorKind::System, "OpenGL through EGL: {}.", what).value();
}

}  // namespace

struct GlRasterizer::Impl {
#define CAMFRAME_DECLARE(name) decltype(&::name) name = nullptr;
    CAMFRAME_GL(CAMFRAME_DECLARE)
#undef CAMFRAME_DECLARE
    decltype(&::eglInitialize) eglInitialize = nullptr;
    decltype(&::eglMakeCurrent) eglMakeCurrent = nullptr;
    decltype(&::eglDestroyContext) eglDestroyContext = nullptr;

    std::shared_ptr<const RobotGeometry> geometry;
    EGLDisplay display = nullptr;
    EGLContext context = nullptr;
    struct Mesh {
        GLuint vertexArray = 0;
        GLsizei indices = 0;
    };
    std::vector<Mesh> meshes;  ///< By part.
    GLuint program = 0, colour = 0, depth = 0;
    GLint clipFromLink = -1, id = -1;
    int width = 0, height = 0;
    std::vector<uint8_t> ids;
    std::vector<float> depths;

    ~Impl() {
        if (!context) return;
        eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
        eglDestroyContext(display, context);
    }

    Result<void> open() {
        // Stays open until the program ends, as drivers expect.
        void* library = dlopen("libEGL.so.1", RTLD_NOW | RTLD_LOCAL);
        if (!library) return tl::unexpected(glError("libEGL.so.1 was not found"));
        const auto symbol = [&]<class T>(T& function, const char* name) {
            function = reinterpret_cast<T>(dlsym(library, name));
        };
        decltype(&::eglGetProcAddress) getProcAddress = nullptr;
        decltype(&::eglGetPlatformDisplay) getPlatformDisplay = nullptr;
        decltype(&::eglBindAPI) bindApi = nullptr;
        decltype(&::eglChooseConfig) chooseConfig = nullptr;
        decltype(&::eglCreateContext) createContext = nullptr;
        symbol(getProcAddress, "eglGetProcAddress");
        symbol(getPlatformDisplay, "eglGetPlatformDisplay");
        symbol(bindApi, "eglBindAPI");
        symbol(chooseConfig, "eglChooseConfig");
        symbol(createContext, "eglCreateContext");
        symbol(eglInitialize, "eglInitialize");
        symbol(eglMakeCurrent, "eglMakeCurrent");
        symbol(eglDestroyContext, "eglDestroyContext");
        if (!getProcAddress || !getPlatformDisplay || !bindApi || !chooseConfig || !createContext ||
            !eglInitialize || !eglMakeCurrent || !eglDestroyContext)
            return tl::unexpected(glError("libEGL.so.1 is older than EGL 1.5"));
        display = getPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
        if (!display || !eglInitialize(display, nullptr, nullptr))
            return tl::unexpected(glError("no display without a screen"));
        const EGLint configWish[] = {EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
        EGLConfig config = nullptr;
        EGLint found = 0;
        const EGLint contextWish[] = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 3, EGL_NONE};
        if (!bindApi(EGL_OPENGL_API) || !chooseConfig(display, configWish, &config, 1, &found) || found < 1)
            return tl::unexpected(glError("no configuration for OpenGL"));
        context = createContext(display, config, EGL_NO_CONTEXT, contextWish);
        if (!context || !eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context))
            return tl::unexpected(glError("no context of OpenGL 3.3"));
#define CAMFRAME_LOAD(name) name = reinterpret_cast<decltype(name)>(getProcAddress(#name));
        CAMFRAME_GL(CAMFRAME_LOAD)
#undef CAMFRAME_LOAD
        if (!glReadPixels || !glDrawElements || !glGenVertexArrays)
            return tl::unexpected(glError("functions are missing"));
        return {};
    }

    Result<void> prepare() {
        program = glCreateProgram();
        for (const auto& [kind, source] : {std::pair<GLenum, const char*>{GL_VERTEX_SHADER, kVertexShader},
                                           {GL_FRAGMENT_SHADER, kFragmentShader}}) {
            const GLuint shader = glCreateShader(kind);
            glShaderSource(shader, 1, &source, nullptr);
            glCompileShader(shader);
            glAttachShader(program, shader);
        }
        glLinkProgram(program);
        GLint linked = 0;
        glGetProgramiv(program, GL_LINK_STATUS, &linked);
        if (!linked) return tl::unexpected(glError("the shaders do not compile"));
        glUseProgram(program);
        clipFromLink = glGetUniformLocation(program, "clipFromLink");
        id = glGetUniformLocation(program, "id");
        for (const RobotGeometry::Part& part : geometry->parts()) {
            Mesh& mesh = meshes.emplace_back();
            if (part.ignored || part.lods[0].mesh.empty()) continue;
            const TriangleMesh& source = part.lods[0].mesh;
            glGenVertexArrays(1, &mesh.vertexArray);
            glBindVertexArray(mesh.vertexArray);
            GLuint buffers[2];
            glGenBuffers(2, buffers);
            glBindBuffer(GL_ARRAY_BUFFER, buffers[0]);
            glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(source.vertices.size() * 12),
                         source.vertices.data(), GL_STATIC_DRAW);
            glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, 12, nullptr);
            glEnableVertexAttribArray(0);
            glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffers[1]);
            glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(source.triangles.size() * 12),
                         source.triangles.data(), GL_STATIC_DRAW);
            mesh.indices = static_cast<GLsizei>(3 * source.triangles.size());
        }
        GLuint framebuffer = 0;
        glGenFramebuffers(1, &framebuffer);
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
        glGenRenderbuffers(1, &colour);
        glGenRenderbuffers(1, &depth);
        glEnable(GL_DEPTH_TEST);
        return {};
    }

    Result<void> resize(int w, int h) {
        if (w == width && h == height) return {};
        width = w;
        height = h;
        glBindRenderbuffer(GL_RENDERBUFFER, colour);
        glRenderbufferStorage(GL_RENDERBUFFER, GL_R8, w, h);
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour);
        glBindRenderbuffer(GL_RENDERBUFFER, depth);
        glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT32F, w, h);
        glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depth);
        if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
            return tl::unexpected(glError("the pictures cannot be drawn to"));
        glViewport(0, 0, w, h);
        ids.resize(static_cast<size_t>(w) * static_cast<size_t>(h));
        depths.resize(ids.size());
        return {};
    }

    void drawView(const RenderView& view) {
        glClearColor(0, 0, 0, 0);
        glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
        const CameraModel& k = view.camera;
        constexpr double kNear = 0.01, kFar = 20;
        Eigen::Matrix4d projection = Eigen::Matrix4d::Zero();
        projection << 2 * k.fx / k.width, 0, 2 * (k.cx + 0.5) / k.width - 1, 0,         //
            0, 2 * k.fy / k.height, 2 * (k.cy + 0.5) / k.height - 1, 0,                 //
            0, 0, (kFar + kNear) / (kFar - kNear), -2 * kFar * kNear / (kFar - kNear),  //
            0, 0, 1, 0;
        for (size_t p = 0; p < meshes.size(); ++p) {
            if (meshes[p].indices == 0) continue;
            const auto link = static_cast<size_t>(geometry->parts()[p].link);
            const Eigen::Matrix4f m =
                (projection * (view.camFromBase * view.baseFromLink[link]).matrix()).cast<float>();
            glUniformMatrix4fv(clipFromLink, 1, GL_FALSE, m.data());
            glUniform1f(id, static_cast<float>(p + 1));
            glBindVertexArray(meshes[p].vertexArray);
            glDrawElements(GL_TRIANGLES, meshes[p].indices, GL_UNSIGNED_INT, nullptr);
        }
        glReadPixels(0, 0, width, height, GL_RED, GL_UNSIGNED_BYTE, ids.data());
        glReadPixels(0, 0, width, height, GL_DEPTH_COMPONENT, GL_FLOAT, depths.data());
    }
};

GlRasterizer::GlRasterizer(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
GlRasterizer::~GlRasterizer() = default;

Result<std::unique_ptr<GlRasterizer>> GlRasterizer::create(std::shared_ptr<const RobotGeometry> geometry) {
    auto impl = std::make_unique<Impl>();
    impl->geometry = std::move(geometry);
    if (auto ok = impl->open(); !ok) return tl::unexpected(ok.error());
    if (auto ok = impl->prepare(); !ok) return tl::unexpected(ok.error());
    return std::unique_ptr<GlRasterizer>(new GlRasterizer(std::move(impl)));
}

std::string GlRasterizer::name() const {
    const auto* text = reinterpret_cast<const char*>(m_impl->glGetString(GL_RENDERER));
    return text ? text : "unknown";
}

Result<int64_t> GlRasterizer::draw(std::span<const RenderView> views) {
    int64_t pixels = 0;
    for (const RenderView& view : views) {
        if (auto ok = m_impl->resize(view.camera.width, view.camera.height); !ok)
            return tl::unexpected(ok.error());
        m_impl->drawView(view);
        for (const uint8_t drawn : m_impl->ids) pixels += drawn != 0;
    }
    return pixels;
}

#else

struct GlRasterizer::Impl {};
GlRasterizer::GlRasterizer(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
GlRasterizer::~GlRasterizer() = default;
Result<std::unique_ptr<GlRasterizer>> GlRasterizer::create(std::shared_ptr<const RobotGeometry>) {
    return makeError(ErrorKind::System, "OpenGL through EGL: this program was built without EGL's headers.");
}
std::string GlRasterizer::name() const {
    return {};
}
Result<int64_t> GlRasterizer::draw(std::span<const RenderView>) {
    return int64_t{0};
}

#endif

}  // namespace camframe::bench
