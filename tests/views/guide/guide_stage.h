// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QTemporaryDir>
#include <filesystem>
#include <functional>
#include <memory>

#include "app/studio/main_window.h"

namespace camframe::guide {

/// Ends the program with a sentence.
[[noreturn]] void giveUp(const std::string& why);
/// Runs the event loop until it is done; gives up after some minutes.
void waitFor(const char* what, const std::function<bool()>& done);
/// Runs the event loop for a while.
void wait(int ms);

/// What is filmed for the guide, and a window to take pictures of. Settings and projects are its own, in a
/// folder that goes away; the folder is also the current one, so that short relative paths are what pictures
/// show.
class Stage {
public:
    /// @param out        Where pictures go.
    /// @param recording  A recording's folder; empty: the demo is filmed.
    /// @param robot      Its robot; empty: as the recording says.
    Stage(std::filesystem::path out, const std::filesystem::path& recording, const std::string& robot,
          std::filesystem::path robots);

    /// A new window with the recording open, with an empty project.
    /// @param calibrated  With the pose that a calibration found (it runs once).
    MainWindow& open(bool calibrated = true);
    /// A new window with nothing open.
    MainWindow& openEmpty();
    /// A dataset of many episodes of the recording with results of every kind, and its review list.
    MainWindow& openReview();
    /// For the next open(): a folder of masks, as --masks.
    void useMasks(const std::filesystem::path& folder);

    MainWindow& window() { return *m_window; }
    Editor& editor() { return m_window->editor(); }
    void trigger(ActionId id) { m_window->actions()[id]->trigger(); }
    /// Until drawing, solving and jobs have come to rest, and the small pictures are there.
    void settle();
    /// The window as it stands on the screen, cropped to what is there.
    void save(const QString& name, QWidget* of = nullptr);
    QString result() const;
    const std::filesystem::path& recording() const { return m_recording; }
    Languages& languages() { return m_languages; }

    /// Mouse in pixels of the picture.
    void press(const Eigen::Vector2d& pixel, Qt::MouseButton button = Qt::LeftButton);
    void moveTo(const Eigen::Vector2d& pixel, Qt::MouseButtons buttons = Qt::LeftButton);
    void release(const Eigen::Vector2d& pixel, Qt::MouseButton button = Qt::LeftButton);
    void click(const Eigen::Vector2d& pixel, Qt::MouseButton button = Qt::LeftButton);
    /// A point of the drawn robot on the border of two links, which has a look; the lowest arm link counts
    /// least.
    Eigen::Vector2d pointOnTheArm();
    /// Middle of what is drawn of a link; nothing where it is hidden.
    std::optional<Eigen::Vector2d> middleOf(int link) const;
    /// A point of it near its lower end in the picture.
    std::optional<Eigen::Vector2d> lowestOf(int link) const;

private:
    /// Row by row; none where less than a spot is seen.
    std::vector<Eigen::Vector2d> pixelsOf(int link) const;
    void calibrateOnce();
    void refuseLocalPaths(const QString& name) const;
    void makeDataset();

    QTemporaryDir m_folder;
    std::filesystem::path m_out;
    std::filesystem::path m_recording;
    std::filesystem::path m_masks;
    SessionRequest m_session;
    Languages m_languages;
    int m_opened = 0;
    bool m_hasDataset = false;
    std::unique_ptr<MainWindow> m_window;
};

}  // namespace camframe::guide
