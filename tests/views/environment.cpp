// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <memory>

using namespace Qt::StringLiterals;

namespace {

/// One application for all tests of the window, with settings and data of their own.
class QtEnvironment : public ::testing::Environment {
public:
    void SetUp() override {
        QStandardPaths::setTestModeEnabled(true);
        // Tests count pixels: the scale of the desktop that they run on is not theirs.
        qputenv("QT_SCALE_FACTOR", qEnvironmentVariable("CAMFRAME_TEST_SCALE", u"1"_s).toLatin1());
        QCoreApplication::setOrganizationName(QStringLiteral("camframe-tests"));
        QCoreApplication::setApplicationName(QStringLiteral("views-tests"));
        // Tests run side by side: what one of them opened last is no other's affair.
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        m_application = std::make_unique<QApplication>(m_argc, m_argv);
    }
    void TearDown() override { m_application.reset(); }

private:
    int m_argc = 1;
    char m_name[12] = "views_tests";
    char* m_argv[2] = {m_name, nullptr};
    QTemporaryDir m_settings;
    std::unique_ptr<QApplication> m_application;
};

[[maybe_unused]] const auto* environment = ::testing::AddGlobalTestEnvironment(new QtEnvironment);

}  // namespace
