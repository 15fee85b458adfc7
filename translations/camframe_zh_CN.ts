<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open Recording...</source>
        <translation>打开记录(&amp;O)...</translation>
    </message>
    <message>
        <source>Open &amp;Calibration...</source>
        <translation>打开标定结果(&amp;C)...</translation>
    </message>
    <message>
        <source>&amp;Export Calibration...</source>
        <translation>导出标定结果(&amp;E)...</translation>
    </message>
    <message>
        <source>Export Camera-Frame &amp;Actions...</source>
        <translation>导出相机坐标系动作(&amp;A)...</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Remove Keypoint</source>
        <translation>删除关键点</translation>
    </message>
    <message>
        <source>Select Next Keypoint</source>
        <translation>选择下一个关键点</translation>
    </message>
    <message>
        <source>Select Previous Keypoint</source>
        <translation>选择上一个关键点</translation>
    </message>
    <message>
        <source>&amp;Solve from Keypoints</source>
        <translation>由关键点求解(&amp;S)</translation>
    </message>
    <message>
        <source>Solve &amp;While Dragging</source>
        <translation>拖动时实时求解(&amp;W)</translation>
    </message>
    <message>
        <source>Keypoint Left</source>
        <translation>关键点左移</translation>
    </message>
    <message>
        <source>Keypoint Right</source>
        <translation>关键点右移</translation>
    </message>
    <message>
        <source>Keypoint Up</source>
        <translation>关键点上移</translation>
    </message>
    <message>
        <source>Keypoint Down</source>
        <translation>关键点下移</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Fit to Window</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Actual Pixels</source>
        <translation>实际像素(&amp;A)</translation>
    </message>
    <message>
        <source>Draw &amp;Robot</source>
        <translation>显示机器人(&amp;R)</translation>
    </message>
    <message>
        <source>F&amp;ill</source>
        <translation>填充(&amp;I)</translation>
    </message>
    <message>
        <source>Out&amp;line</source>
        <translation>轮廓(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Colours by Link</source>
        <translation>按连杆着色(&amp;C)</translation>
    </message>
    <message>
        <source>More Opaque</source>
        <translation>提高不透明度</translation>
    </message>
    <message>
        <source>Less Opaque</source>
        <translation>降低不透明度</translation>
    </message>
    <message>
        <source>&amp;Blink (Hold for the Plain Picture)</source>
        <translation>闪烁对比（按住显示原图）(&amp;B)</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Chinese (中文)</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>&amp;View Tool</source>
        <translation>浏览工具(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Keypoint Tool</source>
        <translation>关键点工具(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Pose Tool</source>
        <translation>位姿工具(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Play / Pause</source>
        <translation>播放/暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Previous Frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>Next Frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <source>Ten Frames Back</source>
        <translation>后退十帧</translation>
    </message>
    <message>
        <source>Ten Frames Forward</source>
        <translation>前进十帧</translation>
    </message>
    <message>
        <source>First Frame</source>
        <translation>第一帧</translation>
    </message>
    <message>
        <source>Last Frame</source>
        <translation>最后一帧</translation>
    </message>
    <message>
        <source>Previous Frame with Keypoints</source>
        <translation>上一个有关键点的帧</translation>
    </message>
    <message>
        <source>Next Frame with Keypoints</source>
        <translation>下一个有关键点的帧</translation>
    </message>
    <message>
        <source>&amp;Calibrate</source>
        <translation>标定(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Refine Current Pose</source>
        <translation>优化当前位姿(&amp;R)</translation>
    </message>
    <message>
        <source>S&amp;top Job</source>
        <translation>停止任务(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Accept</source>
        <translation>接受(&amp;A)</translation>
    </message>
    <message>
        <source>Re&amp;ject</source>
        <translation>拒绝(&amp;J)</translation>
    </message>
    <message>
        <source>&amp;Withdraw Verdict</source>
        <translation>撤回结论(&amp;W)</translation>
    </message>
    <message>
        <source>Next Camera</source>
        <translation>下一个相机</translation>
    </message>
    <message>
        <source>Previous Camera</source>
        <translation>上一个相机</translation>
    </message>
    <message>
        <source>Robot Left (-x)</source>
        <translation>机器人左移 (-x)</translation>
    </message>
    <message>
        <source>Robot Right (+x)</source>
        <translation>机器人右移 (+x)</translation>
    </message>
    <message>
        <source>Robot Up (-y)</source>
        <translation>机器人上移 (-y)</translation>
    </message>
    <message>
        <source>Robot Down (+y)</source>
        <translation>机器人下移 (+y)</translation>
    </message>
    <message>
        <source>Robot Farther (+z)</source>
        <translation>机器人远离 (+z)</translation>
    </message>
    <message>
        <source>Robot Nearer (-z)</source>
        <translation>机器人靠近 (-z)</translation>
    </message>
    <message>
        <source>Turn Left (about y)</source>
        <translation>左转（绕 y 轴）</translation>
    </message>
    <message>
        <source>Turn Right (about y)</source>
        <translation>右转（绕 y 轴）</translation>
    </message>
    <message>
        <source>Turn Up (about x)</source>
        <translation>上转（绕 x 轴）</translation>
    </message>
    <message>
        <source>Turn Down (about x)</source>
        <translation>下转（绕 x 轴）</translation>
    </message>
    <message>
        <source>Roll Left (about z)</source>
        <translation>左滚转（绕 z 轴）</translation>
    </message>
    <message>
        <source>Roll Right (about z)</source>
        <translation>右滚转（绕 z 轴）</translation>
    </message>
    <message>
        <source>Smaller Step</source>
        <translation>减小步长</translation>
    </message>
    <message>
        <source>Larger Step</source>
        <translation>增大步长</translation>
    </message>
    <message>
        <source>Steps Along &amp;Base Axes</source>
        <translation>沿基座坐标轴移动(&amp;B)</translation>
    </message>
    <message>
        <source>3D Scene</source>
        <translation>三维场景</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation>关键点</translation>
    </message>
    <message>
        <source>Issues</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Camframe</source>
        <translation>关于 Camframe(&amp;A)</translation>
    </message>
    <message>
        <source>Next Near-&amp;Tie</source>
        <translation>下一个近似解(&amp;T)</translation>
    </message>
    <message>
        <source>Previous Near-Tie</source>
        <translation>上一个近似解</translation>
    </message>
    <message>
        <source>&amp;New Review List...</source>
        <translation>新建审核列表(&amp;N)...</translation>
    </message>
    <message>
        <source>Open &amp;Review List...</source>
        <translation>打开审核列表(&amp;R)...</translation>
    </message>
    <message>
        <source>&amp;Bring Review List up to Date</source>
        <translation>更新审核列表(&amp;B)</translation>
    </message>
    <message>
        <source>Mark to &amp;Fix</source>
        <translation>标记为待修正(&amp;F)</translation>
    </message>
    <message>
        <source>S&amp;kip</source>
        <translation>跳过(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Defer</source>
        <translation>暂缓(&amp;D)</translation>
    </message>
    <message>
        <source>Next Item Without a Verdict</source>
        <translation>下一个未评判项</translation>
    </message>
    <message>
        <source>Next Item</source>
        <translation>下一项</translation>
    </message>
    <message>
        <source>Previous Item</source>
        <translation>上一项</translation>
    </message>
    <message>
        <source>Filter the Review &amp;List</source>
        <translation>筛选审核列表(&amp;L)</translation>
    </message>
    <message>
        <source>Review List</source>
        <translation>审核列表</translation>
    </message>
    <message>
        <source>Contact Sheet</source>
        <translation>对照图</translation>
    </message>
    <message>
        <source>&amp;Wireframe</source>
        <translation>线框(&amp;W)</translation>
    </message>
    <message>
        <source>Colours by &amp;Distance</source>
        <translation>按距离着色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Compare Two Poses</source>
        <translation>比较两个位姿(&amp;C)</translation>
    </message>
    <message>
        <source>Remember This Pose to Compare</source>
        <translation>记住此位姿以便比较</translation>
    </message>
    <message>
        <source>Tool &amp;Path and Axes</source>
        <translation>工具路径与坐标轴(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Loupe</source>
        <translation>放大镜(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>掩膜(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Error against the Mask</source>
        <translation>与掩膜的误差(&amp;E)</translation>
    </message>
    <message>
        <source>Di&amp;fference from the Mask</source>
        <translation>与掩膜的差异(&amp;F)</translation>
    </message>
    <message>
        <source>Blink Between Two Poses (Hold for the Other)</source>
        <translation>两个位姿交替显示（按住显示另一个）</translation>
    </message>
    <message>
        <source>&amp;Mask Tool</source>
        <translation>掩膜工具(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>橡皮擦(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Polygon</source>
        <translation>多边形(&amp;P)</translation>
    </message>
    <message>
        <source>Region to &amp;Ignore</source>
        <translation>忽略区域(&amp;I)</translation>
    </message>
    <message>
        <source>Smaller Brush</source>
        <translation>缩小画笔</translation>
    </message>
    <message>
        <source>Larger Brush</source>
        <translation>放大画笔</translation>
    </message>
    <message>
        <source>Start from the &amp;Drawn Robot</source>
        <translation>以绘制的机器人为起点(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Find the Robot in This Frame</source>
        <translation>在此帧中寻找机器人(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Remove the Mask of This Frame</source>
        <translation>删除此帧的掩膜(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Worst Frame</source>
        <translation>最差的帧(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Score All Frames</source>
        <translation>评估所有帧(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Loop from This Frame</source>
        <translation>从此帧开始循环(&amp;L)</translation>
    </message>
    <message>
        <source>L&amp;oop to This Frame</source>
        <translation>循环到此帧(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;No Loop</source>
        <translation>不循环(&amp;N)</translation>
    </message>
    <message>
        <source>Open the De&amp;mo</source>
        <translation>打开演示(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>As the &amp;System</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Find a Command...</source>
        <translation>查找命令(&amp;F)...</translation>
    </message>
    <message>
        <source>Link &amp;Names</source>
        <translation>连杆名称(&amp;N)</translation>
    </message>
    <message>
        <source>Previous Opening or Closing of a Gripper</source>
        <translation>上一次夹爪开合</translation>
    </message>
    <message>
        <source>Next Opening or Closing of a Gripper</source>
        <translation>下一次夹爪开合</translation>
    </message>
    <message>
        <source>Cameras in Step</source>
        <translation>同步相机</translation>
    </message>
    <message>
        <source>Export from the Review &amp;List...</source>
        <translation>从审核列表导出(&amp;L)…</translation>
    </message>
    <message>
        <source>Calibrate &amp;Many of the List...</source>
        <translation>批量标定列表中的相机(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Hide or Show Keypoint</source>
        <translation>隐藏或显示关键点(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Confirm Keypoint</source>
        <translation>确认关键点(&amp;C)</translation>
    </message>
    <message>
        <source>Carry &amp;Forward</source>
        <translation>向后续帧传递(&amp;F)</translation>
    </message>
    <message>
        <source>Carry &amp;Backward</source>
        <translation>向前面的帧传递(&amp;B)</translation>
    </message>
    <message>
        <source>Carry over the &amp;Loop</source>
        <translation>在循环范围内传递(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Interpolate over the Loop</source>
        <translation>在循环范围内插值(&amp;I)</translation>
    </message>
    <message>
        <source>Frame Where a &amp;Correction Helps Most</source>
        <translation>最需要修正的帧(&amp;C)</translation>
    </message>
    <message>
        <source>Near-&amp;Ties</source>
        <translation>近似解(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Clicks</source>
        <translation>点击(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Propose This Pose to the Group</source>
        <translation>向同组提议此位姿(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Find Its Place on the Link</source>
        <translation>求出它在连杆上的位置(&amp;F)</translation>
    </message>
    <message>
        <source>German (Deutsch)</source>
        <translation>德语 (Deutsch)</translation>
    </message>
    <message>
        <source>Japanese (日本語)</source>
        <translation>日语 (日本語)</translation>
    </message>
    <message>
        <source>Open a &amp;Team&apos;s Review List...</source>
        <translation>打开团队的审核列表(&amp;T)...</translation>
    </message>
    <message>
        <source>Find Out What the Columns &amp;Mean...</source>
        <translation>查明各列的含义(&amp;M)...</translation>
    </message>
    <message>
        <source>&amp;Focal Length</source>
        <translation>焦距(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Principal Point</source>
        <translation>主点(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Distortion</source>
        <translation>畸变(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Zeros of the Joints</source>
        <translation>关节零位(&amp;Z)</translation>
    </message>
    <message>
        <source>Places of Further &amp;Arms</source>
        <translation>其他手臂的位置(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Lag between Pictures and Joints</source>
        <translation>图像与关节的时间滞后(&amp;L)</translation>
    </message>
</context>
<context>
    <name>BatchCalibration</name>
    <message>
        <source>ok</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>to review: %1</source>
        <translation>待审核：%1</translation>
    </message>
    <message>
        <source>no trustworthy pose: %1</source>
        <translation>没有可信的位姿：%1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>skipped: %1 has it open</source>
        <translation>已跳过：%1 正在打开</translation>
    </message>
</context>
<context>
    <name>Convention</name>
    <message>
        <source>order of the columns</source>
        <translation>列的顺序</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>radians</source>
        <translation>弧度</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>度</translation>
    </message>
    <message>
        <source>extrinsics</source>
        <translation>外参</translation>
    </message>
    <message>
        <source>gripper</source>
        <translation>夹爪</translation>
    </message>
    <message>
        <source>largest value open</source>
        <translation>最大值为张开</translation>
    </message>
    <message>
        <source>largest value closed</source>
        <translation>最大值为闭合</translation>
    </message>
    <message>
        <source>all else</source>
        <translation>其余全部</translation>
    </message>
    <message>
        <source>joints</source>
        <translation>关节</translation>
    </message>
    <message>
        <source>arms exchanged</source>
        <translation>两臂互换</translation>
    </message>
    <message>
        <source>arms interleaved</source>
        <translation>两臂交错</translation>
    </message>
    <message>
        <source>camera in base space</source>
        <translation>基座空间中的相机</translation>
    </message>
    <message>
        <source>base in camera space</source>
        <translation>相机空间中的基座</translation>
    </message>
    <message>
        <source>OpenCV axes</source>
        <translation>OpenCV 坐标轴</translation>
    </message>
    <message>
        <source>OpenGL axes</source>
        <translation>OpenGL 坐标轴</translation>
    </message>
    <message>
        <source>ROS link axes</source>
        <translation>ROS 连杆坐标轴</translation>
    </message>
    <message>
        <source>axis-angle</source>
        <translation>轴角</translation>
    </message>
    <message>
        <source>axis-angle in degrees</source>
        <translation>轴角（度）</translation>
    </message>
    <message>
        <source>quaternion xyzw</source>
        <translation>四元数 xyzw</translation>
    </message>
    <message>
        <source>quaternion wxyz</source>
        <translation>四元数 wxyz</translation>
    </message>
    <message>
        <source>first two columns of the matrix</source>
        <translation>矩阵的前两列</translation>
    </message>
    <message>
        <source>first two rows of the matrix</source>
        <translation>矩阵的前两行</translation>
    </message>
    <message>
        <source>matrix by rows</source>
        <translation>按行的矩阵</translation>
    </message>
    <message>
        <source>matrix by columns</source>
        <translation>按列的矩阵</translation>
    </message>
    <message>
        <source>matrix with its rotation transposed</source>
        <translation>旋转部分转置的矩阵</translation>
    </message>
    <message>
        <source>matrix 3x4 by rows</source>
        <translation>按行的 3x4 矩阵</translation>
    </message>
    <message>
        <source>matrix 4x4 by rows</source>
        <translation>按行的 4x4 矩阵</translation>
    </message>
    <message>
        <source>matrix 4x4 by columns</source>
        <translation>按列的 4x4 矩阵</translation>
    </message>
    <message>
        <source>rotation</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>pose columns</source>
        <translation>末端位姿的列</translation>
    </message>
    <message>
        <source>pose unit</source>
        <translation>末端位姿的单位</translation>
    </message>
    <message>
        <source>metres</source>
        <translation>米</translation>
    </message>
    <message>
        <source>millimetres</source>
        <translation>毫米</translation>
    </message>
    <message>
        <source>pose rotation</source>
        <translation>末端位姿的旋转</translation>
    </message>
    <message>
        <source>pose base axes</source>
        <translation>末端位姿的基座轴</translation>
    </message>
    <message>
        <source>pose body</source>
        <translation>末端位姿的位置</translation>
    </message>
    <message>
        <source>the link</source>
        <translation>连杆</translation>
    </message>
    <message>
        <source>a point of the link</source>
        <translation>连杆上的一点</translation>
    </message>
    <message>
        <source>order of colours</source>
        <translation>颜色顺序</translation>
    </message>
    <message>
        <source>as stored</source>
        <translation>与存储一致</translation>
    </message>
    <message>
        <source>red and blue exchanged</source>
        <translation>红蓝互换</translation>
    </message>
</context>
<context>
    <name>EditCameraCommand</name>
    <message>
        <source>Drag camera</source>
        <translation>拖动相机</translation>
    </message>
    <message>
        <source>Nudge camera</source>
        <translation>微调相机</translation>
    </message>
    <message>
        <source>Enter pose</source>
        <translation>输入位姿</translation>
    </message>
    <message>
        <source>Add keypoint</source>
        <translation>添加关键点</translation>
    </message>
    <message>
        <source>Move keypoint</source>
        <translation>移动关键点</translation>
    </message>
    <message>
        <source>Remove keypoint</source>
        <translation>删除关键点</translation>
    </message>
    <message>
        <source>Solve from keypoints</source>
        <translation>由关键点求解</translation>
    </message>
    <message>
        <source>Enter intrinsics</source>
        <translation>输入内参</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Withdraw verdict</source>
        <translation>撤回结论</translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation>标定</translation>
    </message>
    <message>
        <source>Open calibration</source>
        <translation>打开标定结果</translation>
    </message>
    <message>
        <source>Choose near-tie</source>
        <translation>选择近似解</translation>
    </message>
    <message>
        <source>Mark to fix</source>
        <translation>标记为待修正</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Defer</source>
        <translation>暂缓</translation>
    </message>
    <message>
        <source>Paint mask</source>
        <translation>涂画掩膜</translation>
    </message>
    <message>
        <source>Erase mask</source>
        <translation>擦除掩膜</translation>
    </message>
    <message>
        <source>Find mask in picture</source>
        <translation>在图像中寻找掩膜</translation>
    </message>
    <message>
        <source>Mask from drawn robot</source>
        <translation>由绘制的机器人生成掩膜</translation>
    </message>
    <message>
        <source>Remove mask</source>
        <translation>删除掩膜</translation>
    </message>
    <message>
        <source>Ignore region</source>
        <translation>忽略区域</translation>
    </message>
    <message>
        <source>Hide keypoint</source>
        <translation>隐藏关键点</translation>
    </message>
    <message>
        <source>Show keypoint</source>
        <translation>显示关键点</translation>
    </message>
    <message>
        <source>Confirm keypoint</source>
        <translation>确认关键点</translation>
    </message>
    <message>
        <source>Carry keypoint over frames</source>
        <translation>将关键点传递到其他帧</translation>
    </message>
    <message>
        <source>Lock intrinsics</source>
        <translation>锁定内参</translation>
    </message>
    <message>
        <source>Unlock intrinsics</source>
        <translation>解锁内参</translation>
    </message>
    <message>
        <source>Carry mask over frames</source>
        <translation>将掩膜传递到其他帧</translation>
    </message>
    <message>
        <source>Go back to an earlier pose</source>
        <translation>回到先前的位姿</translation>
    </message>
    <message>
        <source>Solve for a mark&apos;s place</source>
        <translation>求解标记位置</translation>
    </message>
    <message>
        <source>Keep a mark&apos;s place</source>
        <translation>固定标记位置</translation>
    </message>
</context>
<context>
    <name>ExportChoice</name>
    <message>
        <source>Nobody has accepted it: open it and judge.</source>
        <translation>尚无人接受：请打开并判定。</translation>
    </message>
    <message>
        <source>%1 rejected it.</source>
        <translation>%1 已拒绝。</translation>
    </message>
    <message>
        <source>%1 rejected it: %2.</source>
        <translation>%1 已拒绝：%2。</translation>
    </message>
    <message>
        <source>%1 wants it mended: open it, mend and accept it.</source>
        <translation>%1 要求修正：请打开、修正并接受。</translation>
    </message>
    <message>
        <source>%1 put it aside: open it and judge.</source>
        <translation>%1 已搁置：请打开并判定。</translation>
    </message>
    <message>
        <source>The pose changed after %1 judged it: open it and judge again.</source>
        <translation>%1 判定之后位姿已改变：请打开并重新判定。</translation>
    </message>
    <message>
        <source>The calibration failed: open it and set the pose.</source>
        <translation>标定失败：请打开并设定位姿。</translation>
    </message>
    <message>
        <source>Not calibrated yet: calibrate it.</source>
        <translation>尚未标定：请先标定。</translation>
    </message>
    <message>
        <source>The episode is open in another person&apos;s window: export when they are done.</source>
        <translation>该片段正在他人的窗口中打开：请待其完成后再导出。</translation>
    </message>
    <message>
        <source>It has %1 frames, and none of those that are asked for.</source>
        <translation>共有 %1 帧，但不含所要求的帧。</translation>
    </message>
</context>
<context>
    <name>FailureReason</name>
    <message>
        <source>Too few usable frames: record more poses of the robot</source>
        <translation>可用帧太少：请录制更多的机器人姿态</translation>
    </message>
    <message>
        <source>Two different camera poses explain the pictures almost equally well: compare them and choose, or click a mark</source>
        <translation>有两个不同的相机位姿对图像的解释几乎同样好：请比较后选择，或点选一个标记</translation>
    </message>
    <message>
        <source>The mark could not be followed: place it on a corner or print with contrast, or place it again in later frames</source>
        <translation>标记无法被跟踪：请把它放在有对比度的角点或印刷图案上，或在后面的帧中重新放置</translation>
    </message>
    <message>
        <source>The tracked mark does not move like any point of the link: check the link it is bound to and the joint order</source>
        <translation>跟踪到的标记与该连杆上任何点的运动都不符：请检查它绑定的连杆和关节顺序</translation>
    </message>
    <message>
        <source>The motion of the mark does not fix the camera (too short, or all in one line or plane): use a longer recording or add a mark on another link</source>
        <translation>标记的运动不足以确定相机（太短，或都在一条直线或一个平面内）：请使用更长的记录，或在另一连杆上添加标记</translation>
    </message>
    <message>
        <source>The drawn robot does not cover the robot in the picture: correct the pose by hand or start from a mark</source>
        <translation>绘制的机器人没有覆盖图像中的机器人：请手动修正位姿，或从一个标记开始</translation>
    </message>
    <message>
        <source>Frames that were not used in the fit agree worse: look at them before accepting</source>
        <translation>未参与拟合的帧吻合得更差：接受之前请查看这些帧</translation>
    </message>
    <message>
        <source>The first and the second half of the frames give different cameras: the camera may have been bumped, or the evidence is too weak</source>
        <translation>前一半帧与后一半帧得到的相机不同：相机可能被碰动过，或证据太弱</translation>
    </message>
    <message>
        <source>The pictures fix the camera only loosely: use more and more varied frames</source>
        <translation>这些图像对相机的约束较弱：请使用更多、更多样的帧</translation>
    </message>
    <message>
        <source>The refinement did not settle: start from a better pose</source>
        <translation>优化没有收敛：请从更好的位姿开始</translation>
    </message>
    <message>
        <source>The robot is hardly visible in this view: skip this camera</source>
        <translation>机器人在此视图中几乎不可见：请跳过此相机</translation>
    </message>
    <message>
        <source>The depth pictures do not fit the robot and were not used: check that they are laid over the colour pictures and in millimetres</source>
        <translation>深度图像与机器人不符，未被采用：请检查深度图像是否已与彩色图像对齐且以毫米为单位</translation>
    </message>
    <message>
        <source>Nothing independent confirms this pose: look at the overlay before accepting</source>
        <translation>没有独立的证据证实此位姿：接受之前请查看叠加图</translation>
    </message>
    <message>
        <source>The pose was set by hand and has not been judged yet.</source>
        <translation>此位姿由手动设置，尚未评判。</translation>
    </message>
    <message>
        <source>A person rejected this pose.</source>
        <translation>此位姿已被人工拒绝。</translation>
    </message>
    <message>
        <source>Not run yet.</source>
        <translation>尚未运行。</translation>
    </message>
    <message>
        <source>The camera moves while it films (on the wrist, on a vehicle or in a hand), and only a camera that stands still can be calibrated: skip this camera</source>
        <translation>相机在拍摄过程中移动（装在腕部、车上或手持），而只有静止的相机才能标定：请跳过该相机</translation>
    </message>
    <message>
        <source>The camera was knocked during the recording, and this pose holds only for its longest still part: split the recording there</source>
        <translation>相机在录制过程中被碰动，此位姿仅适用于其中最长的静止段：请在碰动处拆分录制</translation>
    </message>
    <message>
        <source>The pose was chosen by hand among near-ties and has not been judged yet.</source>
        <translation>该位姿由人在近似解中选定，尚未评判。</translation>
    </message>
    <message>
        <source>A person marked this pose to be mended.</source>
        <translation>有人将该位姿标记为待修正。</translation>
    </message>
    <message>
        <source>No convincing starting pose was found: place four keypoints, draw masks with the mask tool, or open a rough pose (File, Open Calibration)</source>
        <translation>没有找到可信的初始位姿：请放置四个关键点，用掩膜工具绘制掩膜，或打开粗略位姿（文件 → 打开标定结果）</translation>
    </message>
    <message>
        <source>The pictures fix the focal length only loosely, and distances carry its error: use frames in which the robot comes nearer and goes farther, or enter the intrinsics in the inspector and lock them</source>
        <translation>图像对焦距的约束很弱，距离会带有其误差：请使用机器人远近变化更大的帧，或在检查器中输入内参并锁定</translation>
    </message>
    <message>
        <source>The pictures fit clearly better with other intrinsics, and distances depend on them: check the intrinsics in the inspector, or refine with the focal length (Camera, Also Solve For)</source>
        <translation>换一组内参时图像吻合得明显更好，而距离取决于内参：请在检查器中检查内参，或连同焦距一起优化（相机 → 一并求解）</translation>
    </message>
    <message>
        <source>The robot masks are too poor to judge the pose: correct them with the mask tool, in several frames</source>
        <translation>机器人掩膜质量太差，无法判断位姿：请用掩膜工具在多帧中修正</translation>
    </message>
    <message>
        <source>Pictures and joints seem to be out of step: check the recording&apos;s timestamps, or refine with the lag (Camera, Also Solve For)</source>
        <translation>图像与关节数据似乎不同步：请检查录制的时间戳，或连同时间滞后一起优化（相机 → 一并求解）</translation>
    </message>
    <message>
        <source>A further arm of the robot seems to stand elsewhere than the robot&apos;s description says: refine with the places of further arms (Camera, Also Solve For)</source>
        <translation>机器人的另一条手臂的实际位置似乎与机器人描述不符：请连同其他手臂的位置一起优化（相机 → 一并求解）</translation>
    </message>
    <message>
        <source>A joint seems to be counted from another zero than the robot&apos;s description has: refine with the zeros of the joints (Camera, Also Solve For)</source>
        <translation>某个关节的零位似乎与机器人描述不一致：请连同关节零位一起优化（相机 → 一并求解）</translation>
    </message>
</context>
<context>
    <name>MaskLayer</name>
    <message>
        <source>Mask drawn by hand</source>
        <translation>手绘掩膜</translation>
    </message>
    <message>
        <source>Given mask</source>
        <translation>给定的掩膜</translation>
    </message>
    <message>
        <source>Mask made by the calibration</source>
        <translation>标定生成的掩膜</translation>
    </message>
    <message>
        <source>No mask of this frame: M draws one</source>
        <translation>此帧没有掩膜：按 M 绘制</translation>
    </message>
    <message>
        <source>%1 · overlap %2 · outline off by %3 px (median)</source>
        <translation>%1 · 重叠度 %2 · 轮廓偏差 %3 像素（中位数）</translation>
    </message>
    <message>
        <source>drawn too small</source>
        <translation>画得偏小</translation>
    </message>
    <message>
        <source>drawn too large</source>
        <translation>画得偏大</translation>
    </message>
</context>
<context>
    <name>ProjectOpening</name>
    <message>
        <source>The project %1 is damaged and was left as it is. What can be read of it is open now, as %2 (cameras: %3, keypoints: %4, masks: %5, no steps to undo). Look through it before you go on.</source>
        <translation>项目 %1 已损坏，原文件保持不变。能读出的内容已作为 %2 打开（相机：%3，关键点：%4，掩膜：%5，没有可撤销的步骤）。请先检查一遍再继续。</translation>
    </message>
    <message>
        <source>The project %1 is damaged or gone: %2, which was rescued from it, is open instead.</source>
        <translation>项目 %1 已损坏或不存在：现在打开的是从中抢救出的 %2。</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>reading the recording and the robot</source>
        <translation>正在读取记录和机器人</translation>
    </message>
    <message>
        <source>reading frames</source>
        <translation>正在读取图像</translation>
    </message>
    <message>
        <source>following the mark</source>
        <translation>正在跟踪标记</translation>
    </message>
    <message>
        <source>looking for the camera</source>
        <translation>正在寻找相机</translation>
    </message>
    <message>
        <source>comparing starting poses</source>
        <translation>正在比较初始位姿</translation>
    </message>
    <message>
        <source>refining the camera pose</source>
        <translation>正在优化相机位姿</translation>
    </message>
    <message>
        <source>outlining the robot</source>
        <translation>正在勾画机器人轮廓</translation>
    </message>
    <message>
        <source>judging the result</source>
        <translation>正在评估结果</translation>
    </message>
    <message>
        <source>drawing masks</source>
        <translation>正在绘制掩膜</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>filming the robot</source>
        <translation>正在生成演示记录</translation>
    </message>
    <message>
        <source>comparing readings</source>
        <translation>正在比较各种解读</translation>
    </message>
    <message>
        <source>improving the best readings</source>
        <translation>正在改进最佳解读</translation>
    </message>
    <message>
        <source>changing two joints at once</source>
        <translation>正在同时更改两个关节</translation>
    </message>
</context>
<context>
    <name>camframe::Banner</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>camframe::BatchDesk</name>
    <message numerus="yes">
        <source>Calibrate %n camera(s)</source>
        <translation>
            <numerusform>标定 %n 个相机</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n 个失败</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n skipped</source>
        <translation>
            <numerusform>%n 个已跳过</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped; what is finished stays: %1.</source>
        <translation>已停止；已完成的保留：%1。</translation>
    </message>
    <message>
        <source>Done: %1.</source>
        <translation>完成：%1。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>There is no pose to propose yet.</source>
        <translation>还没有可提议的位姿。</translation>
    </message>
    <message>
        <source>All others of this group have a verdict already.</source>
        <translation>同组的其他条目都已有结论。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>Propose a pose to %n camera(s)</source>
        <translation>
            <numerusform>向 %n 个相机提议位姿</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>完成 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::BatchDialog</name>
    <message>
        <source>Also those with a &amp;verdict; it stays, and is stale until somebody looks again</source>
        <translation>也包括已有判定的(&amp;V)；判定会保留，在有人重新查看之前标为过期</translation>
    </message>
    <message>
        <source>Calibrate many cameras</source>
        <translation>批量标定相机</translation>
    </message>
    <message>
        <source>The &amp;rows chosen in the list (%1)</source>
        <translation>列表中所选的行(&amp;R)（%1）</translation>
    </message>
    <message>
        <source>The &amp;group: this camera belongs to none</source>
        <translation>组(&amp;G)：此相机不属于任何组</translation>
    </message>
    <message>
        <source>The &amp;group %1</source>
        <translation>组 %1(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;All rows that the filter shows</source>
        <translation>筛选显示的所有行(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Calibrate</source>
        <translation>标定(&amp;C)</translation>
    </message>
    <message>
        <source>A batch is running already: stop it in the jobs, or wait.</source>
        <translation>已有批量任务在运行：请在任务面板中停止它，或等待。</translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) will be calibrated in the background, from what people have marked and drawn there. Cameras that somebody else has open are skipped.</source>
        <translation>
            <numerusform>将在后台标定 %n 个相机，并采用人员已标记和绘制的内容。他人正在打开的相机会被跳过。</numerusform>
        </translation>
    </message>
    <message>
        <source>Besides the pose, as chosen in the menu Camera: %1.</source>
        <translation>除位姿外，按“相机”菜单所选：%1。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
</context>
<context>
    <name>camframe::CameraListModel</name>
    <message>
        <source>%1 · accepted</source>
        <translation>%1 · 已接受</translation>
    </message>
    <message>
        <source>%1 · rejected</source>
        <translation>%1 · 已拒绝</translation>
    </message>
    <message>
        <source>%1 · no pose yet</source>
        <translation>%1 · 尚无位姿</translation>
    </message>
    <message>
        <source>%1 · not judged</source>
        <translation>%1 · 尚未评判</translation>
    </message>
    <message>
        <source>%1 · to fix</source>
        <translation>%1 · 待修正</translation>
    </message>
    <message>
        <source>%1 · skipped</source>
        <translation>%1 · 已跳过</translation>
    </message>
    <message>
        <source>%1 · deferred</source>
        <translation>%1 · 已暂缓</translation>
    </message>
</context>
<context>
    <name>camframe::CamerasPanel</name>
    <message>
        <source>Every camera at the current frame. Enter or a click shows it large.</source>
        <translation>当前帧的所有相机。按 Enter 或单击可放大显示。</translation>
    </message>
    <message>
        <source>A recording with several cameras shows them here, in step.</source>
        <translation>有多个相机的记录会在这里同步显示。</translation>
    </message>
    <message>
        <source>Cameras in step</source>
        <translation>同步相机</translation>
    </message>
    <message>
        <source>%1 · no pose yet</source>
        <translation>%1 · 尚无位姿</translation>
    </message>
</context>
<context>
    <name>camframe::Canvas</name>
    <message>
        <source>to compare</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>now</source>
        <translation>当前</translation>
    </message>
</context>
<context>
    <name>camframe::Carrying</name>
    <message>
        <source>Choose a keypoint that you placed, with the keypoint tool: it is carried on from there.</source>
        <translation>请用关键点工具选择一个您放置的关键点：将从它开始传递。</translation>
    </message>
    <message>
        <source>Interpolate a keypoint over frames %1 to %2</source>
        <translation>在第 %1 至 %2 帧间插值关键点</translation>
    </message>
    <message>
        <source>Track a keypoint over frames %1 to %2</source>
        <translation>在第 %1 至 %2 帧间跟踪关键点</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s), %1 of them tracked.</source>
        <translation>
            <numerusform>%n 帧，其中 %1 帧为跟踪所得。</numerusform>
        </translation>
    </message>
    <message>
        <source>Draw the mask of this frame first, or let it be found: it is carried on from there.</source>
        <translation>请先绘制此帧的掩膜，或让程序查找：将从它开始传递。</translation>
    </message>
    <message>
        <source>Every frame of the range has a mask of yours already.</source>
        <translation>该范围内的每一帧都已有您的掩膜。</translation>
    </message>
    <message>
        <source>Carry a mask over frames %1 to %2</source>
        <translation>在第 %1 至 %2 帧间传递掩膜</translation>
    </message>
    <message numerus="yes">
        <source>%n mask(s).</source>
        <translation>
            <numerusform>%n 个掩膜。</numerusform>
        </translation>
    </message>
    <message>
        <source>Every frame of the range is corrected already.</source>
        <translation>该范围内的每一帧都已修正。</translation>
    </message>
    <message>
        <source>Frame %1 lies farthest from what is corrected; tracked keypoints or F7 tell more.</source>
        <translation>第 %1 帧离已修正的帧最远；跟踪关键点或按 F7 可得到更多依据。</translation>
    </message>
    <message>
        <source>In frame %1 a correction helps most.</source>
        <translation>在第 %1 帧修正最有帮助。</translation>
    </message>
</context>
<context>
    <name>camframe::ClickSegmenting</name>
    <message>
        <source>Outline what was clicked in frame %1</source>
        <translation>勾勒第 %1 帧中点击的物体</translation>
    </message>
    <message>
        <source>No longer wanted.</source>
        <translation>已不再需要。</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>完成。</translation>
    </message>
</context>
<context>
    <name>camframe::CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>想做什么？</translation>
    </message>
    <message>
        <source>Command to look for</source>
        <translation>要查找的命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
</context>
<context>
    <name>camframe::ContactSheet</name>
    <message>
        <source>start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>中间</translation>
    </message>
    <message>
        <source>end</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>tool highest</source>
        <translation>工具最高</translation>
    </message>
    <message>
        <source>tool lowest</source>
        <translation>工具最低</translation>
    </message>
    <message>
        <source>arm stretched</source>
        <translation>手臂伸展</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>frame number, why it is shown</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Open a recording to see its telling frames.</source>
        <translation>打开录制后，这里显示关键帧。</translation>
    </message>
    <message>
        <source>The outline should lie on the robot everywhere. Green: not in the fit.</source>
        <translation>轮廓应处处落在机器人上。绿框：未参与拟合。</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>对照图</translation>
    </message>
</context>
<context>
    <name>camframe::ConventionDesk</name>
    <message>
        <source>Find out what the columns mean</source>
        <translation>查明各列的含义</translation>
    </message>
    <message>
        <source>Found.</source>
        <translation>已找到。</translation>
    </message>
    <message>
        <source>No reading is convincing.</source>
        <translation>没有可信的解读。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
</context>
<context>
    <name>camframe::ConventionDialog</name>
    <message>
        <source>&amp;Save Profile...</source>
        <translation>保存配置(&amp;S)...</translation>
    </message>
    <message>
        <source>&amp;Open with It</source>
        <translation>用它重新打开(&amp;O)</translation>
    </message>
    <message>
        <source>What the columns mean</source>
        <translation>各列的含义</translation>
    </message>
    <message>
        <source>not known: it is looked for</source>
        <translation>未知：将自动查找</translation>
    </message>
    <message>
        <source>the one on show</source>
        <translation>当前显示的位姿</translation>
    </message>
    <message>
        <source>these numbers, as they came:</source>
        <translation>以下原始数字：</translation>
    </message>
    <message>
        <source>x y z and angles, a quaternion, or a 3x4 or 4x4 matrix</source>
        <translation>x y z 加角度或四元数，或 3x4、4x4 矩阵</translation>
    </message>
    <message>
        <source>&amp;Robot:</source>
        <translation>机器人(&amp;R)：</translation>
    </message>
    <message>
        <source>&amp;Camera:</source>
        <translation>相机(&amp;C)：</translation>
    </message>
    <message>
        <source>Its &amp;pose is</source>
        <translation>其位姿(&amp;P)</translation>
    </message>
    <message>
        <source>What</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Ahead by</source>
        <translation>领先</translation>
    </message>
    <message>
        <source>Next best</source>
        <translation>次优</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Find Out</source>
        <translation>查明(&amp;F)</translation>
    </message>
    <message>
        <source>This camera has no pose yet: calibrate it, or choose another entry.</source>
        <translation>该相机尚无位姿：请先标定，或选择其他选项。</translation>
    </message>
    <message>
        <source>Saved as %1. Results that are made with it name it, so that later commands understand the dataset alike.</source>
        <translation>已保存为 %1。用它得到的结果会记录它，因此后续命令会以相同方式理解该数据集。</translation>
    </message>
    <message>
        <source>The best reading explains the pixels that change with an overlap of %1.</source>
        <translation>最佳解读与变化像素的重叠度为 %1。</translation>
    </message>
    <message>
        <source>That is too little to believe any reading: check the robot, the intrinsics, and that the camera stood still.</source>
        <translation>重叠过小，任何解读都不可信：请检查机器人、内参以及相机是否静止。</translation>
    </message>
    <message>
        <source>undetermined</source>
        <translation>无法确定</translation>
    </message>
    <message>
        <source>Save the dataset profile</source>
        <translation>保存数据集配置</translation>
    </message>
    <message>
        <source>Profiles (*.json)</source>
        <translation>配置文件 (*.json)</translation>
    </message>
    <message>
        <source>The &amp;joints are right: ask for end-effector poses only</source>
        <translation>关节无误：仅查明末端位姿(&amp;J)</translation>
    </message>
    <message>
        <source>Tries what the columns, and the numbers of a camera pose, could mean: order, unit, signs, offsets, axes, angles. Each reading of the joints moves the robot before the camera, and what it covers is compared with what changes in the pictures. End-effector poses are compared with the joints or, without any, with the pictures.</source>
        <translation>尝试各列以及相机位姿数字的各种可能含义：顺序、单位、符号、零位偏移、坐标轴、角度。关节的每种解读都会使机器人在相机前运动，并将其覆盖的区域与画面中的变化进行比较。末端位姿与关节比较；没有关节时与画面比较。</translation>
    </message>
    <message>
        <source>The next one is %1 behind.</source>
        <translation>次优解读落后 %1。</translation>
    </message>
    <message>
        <source>Recorded end-effector poses lie %1 mm from those of the joints.</source>
        <translation>记录的末端位姿与由关节得到的位姿相差 %1 mm。</translation>
    </message>
    <message>
        <source>That is too much to believe any reading: they may be of another arm, or commands.</source>
        <translation>相差过大，任何解读都不可信：它们可能属于另一只机械臂，或是指令值。</translation>
    </message>
    <message>
        <source>Rows in grey are undetermined: the usual is kept there, and the profile says so.</source>
        <translation>灰色的行无法确定：在那里保留常用值，并在配置中注明。</translation>
    </message>
    <message>
        <source>%1 mm</source>
        <translation>%1 毫米</translation>
    </message>
</context>
<context>
    <name>camframe::DeskController</name>
    <message>
        <source>No other item is in this one&apos;s group: name one group for cameras that stand in the same place (F2 in the list, or the inspector).</source>
        <translation>此条目所在的组没有其他条目：为位置相同的相机取同一个组名（在列表中按 F2，或在检查器中填写）。</translation>
    </message>
</context>
<context>
    <name>camframe::EditModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>详情</translation>
    </message>
</context>
<context>
    <name>camframe::Editor</name>
    <message>
        <source>There are no keypoints to solve from: place some with the keypoint tool.</source>
        <translation>没有可用于求解的关键点：请用关键点工具放置一些。</translation>
    </message>
    <message>
        <source>Four keypoints are needed when there is no pose yet; %1 are placed.</source>
        <translation>尚无位姿时需要四个关键点；目前已放置 %1 个。</translation>
    </message>
    <message>
        <source>These keypoints do not fix the camera: spread them over the robot and over frames.</source>
        <translation>这些关键点不足以确定相机：请让它们分布在机器人各处和不同的帧上。</translation>
    </message>
    <message>
        <source>There is no pose to move yet: run the calibration, or place four keypoints.</source>
        <translation>还没有可以移动的位姿：请运行标定，或放置四个关键点。</translation>
    </message>
    <message>
        <source>There is no pose to remember yet.</source>
        <translation>尚无可记住的位姿。</translation>
    </message>
    <message>
        <source>This pose is remembered: C compares it with the one on show.</source>
        <translation>已记住此位姿：按 C 与当前位姿比较。</translation>
    </message>
    <message>
        <source>These keypoints do not fix the camera: a mark of unknown place must be seen in six frames in which its link is turned, or place four keypoints on the robot.</source>
        <translation>这些关键点不足以确定相机：位置未知的标记须在六帧中可见且其连杆有转动，或者在机器人上放置四个关键点。</translation>
    </message>
</context>
<context>
    <name>camframe::ExportDesk</name>
    <message numerus="yes">
        <source>Export %n camera(s)</source>
        <translation>
            <numerusform>导出 %n 个相机</numerusform>
        </translation>
    </message>
    <message>
        <source>episode %1, %2</source>
        <translation>片段 %1，%2</translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) were written to %1.</source>
        <translation>
            <numerusform>已将 %n 个相机写入 %1。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were left out; manifest.json says why.</source>
        <translation>
            <numerusform>%n 个未导出；原因见 manifest.json。</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped. %1</source>
        <translation>已停止。%1</translation>
    </message>
</context>
<context>
    <name>camframe::ExportPanel</name>
    <message>
        <source>Folder for the export</source>
        <translation>导出文件夹</translation>
    </message>
    <message>
        <source>any tag</source>
        <translation>任意标签</translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s)</source>
        <translation>
            <numerusform>%n 个相机</numerusform>
        </translation>
    </message>
    <message>
        <source>at least %1 frames</source>
        <translation>至少 %1 帧</translation>
    </message>
    <message>
        <source>%1 frames</source>
        <translation>%1 帧</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>约 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n not accepted</source>
        <translation>
            <numerusform>%n 个未被接受</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stale: the pose changed after the verdict</source>
        <translation>
            <numerusform>%n 个已过期：判定后位姿已改变</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without a pose</source>
        <translation>
            <numerusform>%n 个没有位姿</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open in another window</source>
        <translation>
            <numerusform>%n 个在其他窗口中打开</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without these frames</source>
        <translation>
            <numerusform>%n 个不含这些帧</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is left out.</source>
        <translation>没有遗漏。</translation>
    </message>
    <message>
        <source>Left out: %1. Double-click a row to open it.</source>
        <translation>未导出：%1。双击某行可打开。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Which items, as in the review list: tag:night  -camera:wrist  frames:10-200</source>
        <translation>哪些条目，写法同审核列表：tag:night  -camera:wrist  frames:10-200</translation>
    </message>
    <message>
        <source>Items to export</source>
        <translation>要导出的条目</translation>
    </message>
    <message>
        <source>The terms of the review list&apos;s filter. frames:10-200 takes these frames of every item that names none itself.</source>
        <translation>与审核列表的筛选写法相同。frames:10-200 对自身未指定帧的条目取这些帧。</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>accepted only</source>
        <translation>仅已接受</translation>
    </message>
    <message>
        <source>all but rejected</source>
        <translation>除已拒绝外全部</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>Show what is written</source>
        <translation>显示将写入的</translation>
    </message>
    <message>
        <source>Show what is left out</source>
        <translation>显示未导出的</translation>
    </message>
    <message>
        <source>Rows on show</source>
        <translation>显示的行</translation>
    </message>
    <message>
        <source>Actions with masks and labels (HDF5)</source>
        <translation>动作、掩膜与标签 (HDF5)</translation>
    </message>
    <message>
        <source>Actions with the tool&apos;s pixel (HDF5)</source>
        <translation>动作与工具像素 (HDF5)</translation>
    </message>
    <message>
        <source>Actions only (HDF5)</source>
        <translation>仅动作 (HDF5)</translation>
    </message>
    <message>
        <source>calibration.json files</source>
        <translation>calibration.json 文件</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>&amp;one file for all episodes</source>
        <translation>所有片段写入一个文件(&amp;O)</translation>
    </message>
    <message>
        <source>What is written, and what is left out</source>
        <translation>将写入的与未导出的</translation>
    </message>
    <message>
        <source>F2 changes the frames of an item.</source>
        <translation>按 F2 修改条目的帧。</translation>
    </message>
    <message>
        <source>&amp;Write</source>
        <translation>内容(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Into</source>
        <translation>位置(&amp;I)</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Choose the folder to write into.</source>
        <translation>请选择写入的文件夹。</translation>
    </message>
</context>
<context>
    <name>camframe::ExportPlanModel</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>%1 of %2 (%3)</source>
        <translation>%1 / %2（%3）</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>will be written</source>
        <translation>将写入</translation>
    </message>
    <message>
        <source>Episode</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>审核者</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
</context>
<context>
    <name>camframe::HistoryPanel</name>
    <message>
        <source>All edits</source>
        <translation>全部编辑</translation>
    </message>
    <message>
        <source>As opened</source>
        <translation>打开时的状态</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Poses</source>
        <translation>位姿</translation>
    </message>
    <message>
        <source>Earlier poses</source>
        <translation>先前的位姿</translation>
    </message>
    <message>
        <source>Each against the pose on show: how far the camera is turned and moved, and how far the tool is off in the picture (median of the frames).</source>
        <translation>各位姿与当前位姿相比：相机转动和移动了多少，以及工具在画面中偏差多少（各帧的中位数）。</translation>
    </message>
    <message>
        <source>Go back to this pose</source>
        <translation>回到此位姿</translation>
    </message>
</context>
<context>
    <name>camframe::HypothesesTool</name>
    <message>
        <source>The pictures leave no doubt between different poses of this camera.</source>
        <translation>画面足以确定该相机的位姿，没有近似解。</translation>
    </message>
    <message numerus="yes">
        <source>The pictures fit %n different pose(s) about equally well: click one or press its number; right-click compares.</source>
        <translation>
            <numerusform>有 %n 个不同的位姿与画面同样吻合：点击其中之一或按其编号；右键用于比较。</numerusform>
        </translation>
    </message>
    <message>
        <source>as calibrated</source>
        <translation>标定结果</translation>
    </message>
    <message>
        <source>explains %1 % as much</source>
        <translation>吻合程度为 %1 %</translation>
    </message>
    <message>
        <source>frame %1</source>
        <translation>第 %1 帧</translation>
    </message>
</context>
<context>
    <name>camframe::Inspector</name>
    <message>
        <source>Nothing open</source>
        <translation>未打开记录</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source> mm</source>
        <translation> mm</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>No pose yet</source>
        <translation>尚无位姿</translation>
    </message>
    <message>
        <source>Calibrated: ok</source>
        <translation>标定完成：良好</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>待审核</translation>
    </message>
    <message>
        <source>Calibration failed</source>
        <translation>标定失败</translation>
    </message>
    <message>
        <source>Run the calibration, or place keypoints: four fix the camera.</source>
        <translation>请运行标定，或放置关键点：四个即可确定相机。</translation>
    </message>
    <message>
        <source>Camera in base space</source>
        <translation>基座坐标系中的相机</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>y</source>
        <translation>y</translation>
    </message>
    <message>
        <source>z</source>
        <translation>z</translation>
    </message>
    <message>
        <source> m</source>
        <translation> m</translation>
    </message>
    <message>
        <source>°</source>
        <translation>°</translation>
    </message>
    <message>
        <source>Turn about x</source>
        <translation>绕 x 轴转角</translation>
    </message>
    <message>
        <source>Turn about y</source>
        <translation>绕 y 轴转角</translation>
    </message>
    <message>
        <source>Turn about z</source>
        <translation>绕 z 轴转角</translation>
    </message>
    <message>
        <source>Copy matrix (camera from base)</source>
        <translation>复制矩阵（基座到相机）</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Mask overlap (IoU)</source>
        <translation>掩膜重叠 (IoU)</translation>
    </message>
    <message>
        <source>Overlap, unused frames</source>
        <translation>未用帧的重叠</translation>
    </message>
    <message>
        <source>Contour distance</source>
        <translation>轮廓距离</translation>
    </message>
    <message>
        <source>Keypoint distance</source>
        <translation>关键点距离</translation>
    </message>
    <message>
        <source>Expected tool error</source>
        <translation>预期工具误差</translation>
    </message>
    <message>
        <source>Risk of being wrong</source>
        <translation>出错风险</translation>
    </message>
    <message>
        <source>Frames used</source>
        <translation>使用的帧数</translation>
    </message>
    <message>
        <source>To fix</source>
        <translation>待修正</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Deferred</source>
        <translation>已暂缓</translation>
    </message>
    <message>
        <source>The pictures are %1 frames late.</source>
        <translation>画面晚 %1 帧。</translation>
    </message>
    <message>
        <source>The pictures are %1 frames early.</source>
        <translation>画面早 %1 帧。</translation>
    </message>
    <message>
        <source>%1: %2° to be added</source>
        <translation>%1：需加 %2°</translation>
    </message>
    <message>
        <source>%1 stands %2 mm, %3° from where the description says.</source>
        <translation>%1 与描述相差 %2 mm、%3°。</translation>
    </message>
    <message>
        <source>Uncertain by about</source>
        <translation>不确定度约</translation>
    </message>
    <message>
        <source>The robot, as the pictures show it</source>
        <translation>画面所示的机器人</translation>
    </message>
    <message>
        <source>%1: %2 mm to be added</source>
        <translation>%1：需加 %2 mm</translation>
    </message>
    <message>
        <source>%1 mm sideways,
%2 mm in depth,
%3° turned</source>
        <translation>横向 %1 mm，
深度 %2 mm，
转角 %3°</translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation>标定</translation>
    </message>
    <message>
        <source>Show where the robot is: place keypoints</source>
        <translation>指出机器人的位置：放置关键点</translation>
    </message>
    <message>
        <source>Choose among the near-ties</source>
        <translation>在相近的候选位姿中选择</translation>
    </message>
    <message>
        <source>Solve from the keypoints</source>
        <translation>由关键点求解</translation>
    </message>
    <message>
        <source>Refine on the pictures</source>
        <translation>根据画面精化</translation>
    </message>
    <message>
        <source>Compare all frames, go to the worst</source>
        <translation>比较所有帧，转到最差的一帧</translation>
    </message>
    <message>
        <source>Accept, if the outline fits</source>
        <translation>如果轮廓吻合，就接受</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Skip this camera</source>
        <translation>跳过此相机</translation>
    </message>
    <message>
        <source>Refine with the focal length</source>
        <translation>连同焦距一起优化</translation>
    </message>
    <message>
        <source>Refine with the zeros of the joints</source>
        <translation>连同关节零位一起优化</translation>
    </message>
    <message>
        <source>Refine with the places of further arms</source>
        <translation>连同其他手臂的位置一起优化</translation>
    </message>
    <message>
        <source>Refine with the lag</source>
        <translation>连同时间滞后一起优化</translation>
    </message>
</context>
<context>
    <name>camframe::IntrinsicsPanel</name>
    <message>
        <source>These intrinsics are impossible: focal lengths must be above zero and the principal point near the picture.</source>
        <translation>这些内参不可能成立：焦距必须大于零，主点须在图像附近。</translation>
    </message>
    <message>
        <source>given with the recording</source>
        <translation>打开记录时给定</translation>
    </message>
    <message>
        <source>from the recording</source>
        <translation>来自记录</translation>
    </message>
    <message>
        <source>published for this camera</source>
        <translation>该相机的公开值</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>假定值</translation>
    </message>
    <message>
        <source>refined by the calibration</source>
        <translation>由标定优化</translation>
    </message>
    <message>
        <source>entered by you</source>
        <translation>由您输入</translation>
    </message>
    <message>
        <source>Intrinsics</source>
        <translation>内参</translation>
    </message>
    <message>
        <source>Focal length x</source>
        <translation>焦距 x</translation>
    </message>
    <message>
        <source>Focal length y</source>
        <translation>焦距 y</translation>
    </message>
    <message>
        <source>Principal point x</source>
        <translation>主点 x</translation>
    </message>
    <message>
        <source>Principal point y</source>
        <translation>主点 y</translation>
    </message>
    <message>
        <source>Distortion k1</source>
        <translation>畸变 k1</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Calibrations take locked intrinsics as they are</source>
        <translation>标定直接采用已锁定的内参</translation>
    </message>
    <message>
        <source>Take those of the recording</source>
        <translation>采用记录中的内参</translation>
    </message>
    <message>
        <source>They differ by %1 % from those of the recording (%2).</source>
        <translation>与记录中的内参相差 %1 %（%2）。</translation>
    </message>
    <message>
        <source>They differ by %1 % from those of the calibration (%2).</source>
        <translation>与标定结果中的内参相差 %1 %（%2）。</translation>
    </message>
</context>
<context>
    <name>camframe::IssueModel</name>
    <message>
        <source>This camera has no pose yet: run the calibration, or place four keypoints.</source>
        <translation>此相机尚无位姿：请运行标定，或放置四个关键点。</translation>
    </message>
    <message>
        <source>Keypoint %1 is %2 px off in frame %3: check its link point, or move it.</source>
        <translation>关键点 %1 在第 %3 帧偏差 %2 px：请检查其连杆点，或移动它。</translation>
    </message>
    <message>
        <source>The recording does not state the focal length; a common one is assumed: enter the real one in the inspector.</source>
        <translation>记录中没有焦距，暂用常见值：请在检查器中输入真实值。</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) have no usable joint values; the robot is not drawn there.</source>
        <translation>
            <numerusform>有 %n 帧没有可用的关节值；这些帧不绘制机器人。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::IssuesPanel</name>
    <message>
        <source>Nothing to report.</source>
        <translation>没有问题。</translation>
    </message>
    <message>
        <source>Issues</source>
        <translation>问题</translation>
    </message>
</context>
<context>
    <name>camframe::ItemPanel</name>
    <message>
        <source>In no group: cameras that stand in the same place share one.</source>
        <translation>不属于任何组：位置相同的相机应在同一组。</translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) in this group.</source>
        <translation>
            <numerusform>同组还有 %n 个。</numerusform>
        </translation>
    </message>
    <message>
        <source>This item</source>
        <translation>此条目</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>组</translation>
    </message>
    <message>
        <source>Group of this item</source>
        <translation>此条目的组</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Notes about this item</source>
        <translation>关于此条目的备注</translation>
    </message>
    <message>
        <source>Propose this pose to the group</source>
        <translation>向同组提议此位姿</translation>
    </message>
    <message>
        <source>The others get it as a result to be reviewed, with how well it fits there. What somebody has judged or has open is left alone.</source>
        <translation>其他条目会得到此位姿作为待审查的结果，并注明在那里的吻合程度。已有结论或正被他人打开的条目不受影响。</translation>
    </message>
</context>
<context>
    <name>camframe::JobItemModel</name>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
</context>
<context>
    <name>camframe::JobModel</name>
    <message>
        <source>about %1 s left</source>
        <translation>约剩 %1 秒</translation>
    </message>
    <message>
        <source>about %1 min left</source>
        <translation>约剩 %1 分钟</translation>
    </message>
    <message>
        <source>about %1 h left</source>
        <translation>约剩 %1 小时</translation>
    </message>
</context>
<context>
    <name>camframe::JobRunner</name>
    <message>
        <source>Stopped; nothing was changed.</source>
        <translation>已停止；未作任何更改。</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>第 %1 / %2 个</translation>
    </message>
    <message>
        <source>camera %1</source>
        <translation>相机 %1</translation>
    </message>
</context>
<context>
    <name>camframe::JobsPanel</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已完成</translation>
    </message>
    <message>
        <source>The log of the chosen job appears here.</source>
        <translation>所选任务的日志显示在这里。</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务</translation>
    </message>
    <message numerus="yes">
        <source>Items (%n not done)</source>
        <translation>
            <numerusform>条目（%n 个未完成）</numerusform>
        </translation>
    </message>
    <message>
        <source>Items</source>
        <translation>条目</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Stop the chosen job; of many items, those that are done stay</source>
        <translation>停止所选任务；批量任务中已完成的条目会保留</translation>
    </message>
    <message>
        <source>Items of the job</source>
        <translation>任务的条目</translation>
    </message>
    <message>
        <source>Double-click or Enter opens the item.</source>
        <translation>双击或按 Enter 打开条目。</translation>
    </message>
</context>
<context>
    <name>camframe::KeypointModel</name>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>not in view</source>
        <translation>不在视野内</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>连杆</translation>
    </message>
    <message>
        <source>Pixel</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Residual</source>
        <translation>残差</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>已隐藏</translation>
    </message>
    <message>
        <source>%1, mark %2</source>
        <translation>%1，标记 %2</translation>
    </message>
</context>
<context>
    <name>camframe::KeypointTool</name>
    <message>
        <source>Now click the pixel where this point really is. Esc gives up.</source>
        <translation>现在点击此点在图像中的真实位置。按 Esc 放弃。</translation>
    </message>
    <message>
        <source>Click the pixel that shows the chosen link&apos;s origin; drag a keypoint to move it.</source>
        <translation>点击显示所选连杆原点的像素；拖动关键点可移动它。</translation>
    </message>
    <message>
        <source>Press on the drawn robot and drag that point to where the picture shows it.</source>
        <translation>在绘制的机器人上按下，并把该点拖到图像中它的真实位置。</translation>
    </message>
    <message>
        <source>This frame has no joint values: place keypoints in another frame.</source>
        <translation>此帧没有关节值：请在其他帧放置关键点。</translation>
    </message>
    <message>
        <source>There is no drawn robot under the mouse: press on the overlay, or choose a link under &quot;Bind to&quot;.</source>
        <translation>鼠标下没有绘制的机器人：请在叠加图上按下，或在“绑定到”中选择连杆。</translation>
    </message>
    <message>
        <source>There is no drawn robot yet: choose a link under &quot;Bind to&quot;, then click where its origin is.</source>
        <translation>尚未绘制机器人：请在“绑定到”中选择连杆，然后点击其原点所在的位置。</translation>
    </message>
    <message>
        <source>Click a mark on the chosen link, then the same mark in other frames: where it sits is solved with the pose. Alt and click begins another mark.</source>
        <translation>点击所选连杆上的标记，再到其他帧中点击同一标记：其位置将与位姿一起求解。按住 Alt 点击开始另一个标记。</translation>
    </message>
</context>
<context>
    <name>camframe::KeypointsPanel</name>
    <message>
        <source>Point picked on the drawn robot</source>
        <translation>在绘制的机器人上选取的点</translation>
    </message>
    <message>
        <source>Origin of %1</source>
        <translation>%1 的原点</translation>
    </message>
    <message>
        <source>&amp;Bind to</source>
        <translation>绑定到(&amp;B)</translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation>关键点</translation>
    </message>
    <message>
        <source>Mark somewhere on %1</source>
        <translation>%1 上某处的标记</translation>
    </message>
    <message>
        <source>Mark %1 on %2: not found yet; click it in more frames.</source>
        <translation>标记 %1（%2）：尚未求出位置；请在更多帧中点击它。</translation>
    </message>
    <message>
        <source>That is uncertain: click it in frames in which the link is turned otherwise.</source>
        <translation>这还不确定：请在连杆转到其他方向的帧中点击它。</translation>
    </message>
    <message>
        <source>What the next keypoint shows: a point that you pick on the drawn robot, a link&apos;s origin, or a mark on a link whose place is found from several frames</source>
        <translation>下一个关键点对应的内容：在绘制的机器人上选取的点、连杆的原点，或连杆上由多帧求出位置的标记</translation>
    </message>
    <message>
        <source>&amp;Find its place on the link</source>
        <translation>求出它在连杆上的位置(&amp;F)</translation>
    </message>
    <message>
        <source>The place of the chosen point on its link is solved for together with the pose</source>
        <translation>所选点在其连杆上的位置与位姿一起求解</translation>
    </message>
    <message numerus="yes">
        <source>Mark %1 is at %2 mm of the origin of %3, ± %4 mm; from %n frame(s), %5 px.</source>
        <translation>
            <numerusform>标记 %1 距 %3 原点 %2 毫米，± %4 毫米；来自 %n 帧，%5 像素。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::MainWindow</name>
    <message>
        <source>Opening %1 ...</source>
        <translation>正在打开 %1 ...</translation>
    </message>
    <message>
        <source>Open a calibration</source>
        <translation>打开标定结果</translation>
    </message>
    <message>
        <source>Calibration (*.json *.txt)</source>
        <translation>标定结果 (*.json *.txt)</translation>
    </message>
    <message>
        <source>Folder for the calibration</source>
        <translation>保存标定结果的文件夹</translation>
    </message>
    <message>
        <source>Step %1 mm, %2° · camera axes</source>
        <translation>步长 %1 mm，%2° · 相机坐标轴</translation>
    </message>
    <message>
        <source>Step %1 mm, %2° · base axes</source>
        <translation>步长 %1 mm，%2° · 基座坐标轴</translation>
    </message>
    <message>
        <source>Camframe Studio</source>
        <translation>Camframe Studio</translation>
    </message>
    <message>
        <source>%1 – %2 – Camframe Studio</source>
        <translation>%1 – %2 – Camframe Studio</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>Move Keypoint</source>
        <translation>移动关键点</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>F&amp;rame</source>
        <translation>帧(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Camera</source>
        <translation>相机(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Move Robot</source>
        <translation>移动机器人(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Opacity of the drawn robot</source>
        <translation>绘制的机器人的不透明度</translation>
    </message>
    <message>
        <source>Camera on show</source>
        <translation>当前显示的相机</translation>
    </message>
    <message>
        <source>Open a recording</source>
        <translation>打开记录</translation>
    </message>
    <message>
        <source>About Camframe</source>
        <translation>关于 Camframe</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Camframe %1&lt;/h3&gt;&lt;p&gt;Finds where the camera of a robot recording stood and writes actions in its space.&lt;/p&gt;&lt;p&gt;Apache License 2.0&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Camframe %1&lt;/h3&gt;&lt;p&gt;找出机器人记录中相机的位置，并在相机坐标系中写出动作。&lt;/p&gt;&lt;p&gt;Apache License 2.0&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Folder for the action file</source>
        <translation>保存动作文件的文件夹</translation>
    </message>
    <message>
        <source>Preparing the demo ...</source>
        <translation>正在准备演示 ...</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的更改</translation>
    </message>
    <message>
        <source>The last changes could not be saved in %1. Shall they be lost?</source>
        <translation>最近的更改无法保存到 %1。要放弃这些更改吗？</translation>
    </message>
    <message>
        <source>Open a review list</source>
        <translation>打开审核列表</translation>
    </message>
    <message>
        <source>Review lists (*.camreview)</source>
        <translation>审核列表 (*.camreview)</translation>
    </message>
    <message>
        <source>Reject because</source>
        <translation>拒绝原因</translation>
    </message>
    <message>
        <source>the pose is wrong</source>
        <translation>位姿错误</translation>
    </message>
    <message>
        <source>the camera moves</source>
        <translation>相机在移动</translation>
    </message>
    <message>
        <source>the robot is not in view</source>
        <translation>画面中没有机器人</translation>
    </message>
    <message>
        <source>pictures and joints do not fit</source>
        <translation>画面与关节数据不符</translation>
    </message>
    <message>
        <source>the pictures are poor</source>
        <translation>画面质量差</translation>
    </message>
    <message>
        <source>it is another robot</source>
        <translation>机器人型号不符</translation>
    </message>
    <message>
        <source>Another reason...</source>
        <translation>其他原因...</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Reason:</source>
        <translation>原因：</translation>
    </message>
    <message>
        <source>There is no other pose to compare with: remember one with Shift+C, then move on.</source>
        <translation>没有可比较的其他位姿：请先按 Shift+C 记住一个，然后继续。</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>最近打开(&amp;R)</translation>
    </message>
    <message>
        <source>T&amp;heme</source>
        <translation>主题(&amp;H)</translation>
    </message>
    <message>
        <source>Nothing was open yet</source>
        <translation>还没有打开过任何内容</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Open a team&apos;s review list</source>
        <translation>打开团队的审核列表</translation>
    </message>
    <message>
        <source>Its name: postgresql://USER@HOST/DATABASE/PROJECT. The password comes from ~/.pgpass.</source>
        <translation>名称：postgresql://USER@HOST/DATABASE/PROJECT。密码取自 ~/.pgpass。</translation>
    </message>
    <message>
        <source>Also &amp;Solve For</source>
        <translation>一并求解(&amp;S)</translation>
    </message>
</context>
<context>
    <name>camframe::MaskTool</name>
    <message>
        <source>What counts for nothing: </source>
        <translation>不计入的区域：</translation>
    </message>
    <message>
        <source>What is robot: </source>
        <translation>机器人区域：</translation>
    </message>
    <message>
        <source>click corners, then the first one again to fill (right button: erase). Esc gives up.</source>
        <translation>依次单击各角点，再单击第一个角点以填充（右键：擦除）。Esc 放弃。</translation>
    </message>
    <message>
        <source>drag to erase, Ctrl + wheel changes the brush.</source>
        <translation>拖动以擦除，Ctrl + 滚轮改变画笔大小。</translation>
    </message>
    <message>
        <source>drag to paint, right-drag to erase, Ctrl + wheel changes the brush.</source>
        <translation>拖动以涂画，右键拖动以擦除，Ctrl + 滚轮改变画笔大小。</translation>
    </message>
    <message>
        <source>There is no drawn robot in this frame to start from.</source>
        <translation>此帧中没有可作为起点的绘制机器人。</translation>
    </message>
    <message>
        <source>click what belongs to it, right-click what does not; Esc starts anew.</source>
        <translation>点击属于它的地方，右键点击不属于它的地方；Esc 重新开始。</translation>
    </message>
    <message>
        <source>Click first what belongs to the mask; the right button then says what does not.</source>
        <translation>请先点击属于掩膜的地方；然后用右键标出不属于的地方。</translation>
    </message>
</context>
<context>
    <name>camframe::PoseTool</name>
    <message>
        <source>Drag the drawn robot to shift it, right-drag to turn it (Shift: roll), Ctrl + wheel for distance, arrow keys for small steps.</source>
        <translation>拖动绘制的机器人以平移，右键拖动以旋转（Shift：滚转），Ctrl + 滚轮改变距离，方向键微调。</translation>
    </message>
    <message>
        <source>There is no pose to drag yet: run the calibration, or place four keypoints.</source>
        <translation>还没有可以拖动的位姿：请运行标定，或放置四个关键点。</translation>
    </message>
</context>
<context>
    <name>camframe::PoseVersionModel</name>
    <message>
        <source>on show</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>as opened</source>
        <translation>打开时</translation>
    </message>
    <message>
        <source>%1°</source>
        <translation>%1°</translation>
    </message>
    <message>
        <source>no pose</source>
        <translation>无位姿</translation>
    </message>
    <message>
        <source>%1 mm</source>
        <translation>%1 毫米</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 像素</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Pose by</source>
        <translation>位姿来源</translation>
    </message>
    <message>
        <source>Turned</source>
        <translation>转动</translation>
    </message>
    <message>
        <source>Moved</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>At the tool</source>
        <translation>在工具处</translation>
    </message>
</context>
<context>
    <name>camframe::ProjectDocument</name>
    <message>
        <source>The project file %1 does not answer: the last changes are not saved yet.</source>
        <translation>项目文件 %1 没有响应：最近的更改尚未保存。</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewDesk</name>
    <message>
        <source>%1 has this camera open: look, but leave it to them, or take another.</source>
        <translation>%1 正打开着该相机：可以查看，但请留给对方处理，或另选一个。</translation>
    </message>
    <message>
        <source>%1 was faster with %2, camera %3; your verdict was not written.</source>
        <translation>%1 已先处理 %2 的相机 %3；您的评判未写入。</translation>
    </message>
    <message>
        <source>%1 has signed this verdict off; it stands until the signature is withdrawn.</source>
        <translation>%1 已签核此结论；在撤回签核之前结论不变。</translation>
    </message>
    <message>
        <source>Somebody else changed the same text of %1, camera %2, meanwhile; yours was not written.</source>
        <translation>其他人在此期间改动了 %1 的相机 %2 的同一文字；您的内容未写入。</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewDialog</name>
    <message>
        <source>New review list</source>
        <translation>新建审核列表</translation>
    </message>
    <message>
        <source>A review list holds every camera of every episode of a dataset, with the results of &quot;camframe calibrate&quot; and the verdicts of all reviewers.</source>
        <translation>审核列表包含数据集中每个片段的每个相机，以及 &quot;camframe calibrate&quot; 的结果和所有审核人的评判。</translation>
    </message>
    <message>
        <source>&amp;Dataset</source>
        <translation>数据集(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Results of calibrate</source>
        <translation>标定结果(&amp;R)</translation>
    </message>
    <message>
        <source>optional: the folder that calibrations were written to</source>
        <translation>可选：标定结果所在的文件夹</translation>
    </message>
    <message>
        <source>optional: profile name or URDF</source>
        <translation>可选：配置名或 URDF</translation>
    </message>
    <message>
        <source>R&amp;obot</source>
        <translation>机器人(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;List</source>
        <translation>列表(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Make List</source>
        <translation>新建(&amp;M)</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Review list</source>
        <translation>审核列表</translation>
    </message>
    <message>
        <source>Review lists (*.camreview)</source>
        <translation>审核列表 (*.camreview)</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Choose the dataset: a folder with episode.json, or with such folders.</source>
        <translation>请选择数据集：含 episode.json 的文件夹，或由此类文件夹组成的文件夹。</translation>
    </message>
    <message>
        <source>The folder of results does not exist.</source>
        <translation>结果文件夹不存在。</translation>
    </message>
    <message>
        <source>Choose where the list shall lie; people who share it need the same path.</source>
        <translation>请选择列表的保存位置；共用者需要相同的路径。</translation>
    </message>
    <message>
        <source>There is such a file already: open it, or choose another name.</source>
        <translation>该文件已存在：请打开它，或另选名称。</translation>
    </message>
    <message>
        <source>*.camreview, or postgresql://USER@HOST/DATABASE/PROJECT</source>
        <translation>*.camreview，或 postgresql://USER@HOST/DATABASE/PROJECT</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewModel</name>
    <message>
        <source>not run</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>review</source>
        <translation>待审核</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>已接受</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>to fix</source>
        <translation>待修正</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>deferred</source>
        <translation>已暂缓</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 (open)</source>
        <translation>%1（正打开）</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>评判</translation>
    </message>
    <message>
        <source>Episode</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>风险</translation>
    </message>
    <message>
        <source>Robot</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>审核人</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>%1, stale</source>
        <translation>%1（已过期）</translation>
    </message>
    <message>
        <source>%1 judged an earlier pose. Look again and give the verdict anew.</source>
        <translation>%1 判定的是较早的位姿。请再看一遍并重新判定。</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewPanel</name>
    <message>
        <source>Set group...</source>
        <translation>设置分组...</translation>
    </message>
    <message>
        <source>%1 of %2 · %3 judged</source>
        <translation>第 %1 / %2 项 · 已评判 %3</translation>
    </message>
    <message>
        <source>%1 · %2 judged</source>
        <translation>共 %1 项 · 已评判 %2</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>review</source>
        <translation>待审核</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>评判</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>风险</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Robot</source>
        <translation>机器人</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>审核人</translation>
    </message>
    <message>
        <source>Save this query...</source>
        <translation>保存此查询...</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Save this query</source>
        <translation>保存此查询</translation>
    </message>
    <message>
        <source>Name of the query:</source>
        <translation>查询名称：</translation>
    </message>
    <message>
        <source>Set group</source>
        <translation>设置分组</translation>
    </message>
    <message numerus="yes">
        <source>Group of the %n chosen item(s):</source>
        <translation>
            <numerusform>所选 %n 项的分组：</numerusform>
        </translation>
    </message>
    <message>
        <source>Filter: words, status:review,failed  risk&gt;20%  camera:front  verdict:none</source>
        <translation>筛选：关键词、status:review,failed  risk&gt;20%  camera:front  verdict:none</translation>
    </message>
    <message>
        <source>Filter of the review list</source>
        <translation>审核列表筛选</translation>
    </message>
    <message>
        <source>Add term</source>
        <translation>添加条件</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Review list</source>
        <translation>审核列表</translation>
    </message>
    <message>
        <source>No review list is open. Make one of a dataset and its calibrations, or open one: File menu, Review List.</source>
        <translation>没有打开的审核列表。请通过“文件”菜单由数据集及其标定结果新建，或打开已有列表。</translation>
    </message>
    <message>
        <source>Set tags...</source>
        <translation>设置标签…</translation>
    </message>
    <message>
        <source>Set frames to export...</source>
        <translation>设置要导出的帧…</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Set tags</source>
        <translation>设置标签</translation>
    </message>
    <message numerus="yes">
        <source>Tags of the %n chosen item(s), parted by blanks:</source>
        <translation>
            <numerusform>所选 %n 个条目的标签，以空格分隔：</numerusform>
        </translation>
    </message>
    <message>
        <source>Set frames to export</source>
        <translation>设置要导出的帧</translation>
    </message>
    <message numerus="yes">
        <source>Frames of the %n chosen item(s), such as 10-200; nothing: all:</source>
        <translation>
            <numerusform>所选 %n 个条目的帧，例如 10-200；留空表示全部：</numerusform>
        </translation>
    </message>
    <message>
        <source>Words are looked for everywhere. Fields: status, verdict, camera, robot, task, group, tag, reviewer, episode, claimed; several values are separated by commas; risk&gt;0.2, risk&lt;5%. A minus turns a term around, quotes keep words together.</source>
        <translation>词语在所有栏中查找。字段：status、verdict、camera、robot、task、group、tag、reviewer、episode、claimed；多个值以逗号分隔；risk&gt;0.2、risk&lt;5%。减号表示取反，引号将词语连在一起。</translation>
    </message>
    <message>
        <source>Calibrate...</source>
        <translation>标定…</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewSession</name>
    <message>
        <source>Every camera of this list has a verdict.</source>
        <translation>此列表中的相机均已评判。</translation>
    </message>
    <message>
        <source>The list says &quot;%1&quot; of this camera, the project says &quot;%2&quot;. Judge it again to say which holds.</source>
        <translation>对该相机，列表记为“%1”，项目记为“%2”。请重新评判，以确定哪个有效。</translation>
    </message>
    <message>
        <source>Nothing was judged: episode %1, camera %2, is chosen in the list, but not on show.</source>
        <translation>未作评判：列表中选中的是片段 %1 的相机 %2，但它没有显示出来。</translation>
    </message>
</context>
<context>
    <name>camframe::SceneView</name>
    <message>
        <source>This computer offers no OpenGL, so there is no 3D scene. Everything else works.</source>
        <translation>此计算机不支持 OpenGL，因此没有三维场景。其他功能均可使用。</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>总览</translation>
    </message>
    <message>
        <source>Look at robot and camera from outside</source>
        <translation>从外部观察机器人和相机</translation>
    </message>
    <message>
        <source>From camera</source>
        <translation>相机视角</translation>
    </message>
    <message>
        <source>Look from where the recorded camera stands</source>
        <translation>从所录相机的位置观察</translation>
    </message>
    <message>
        <source>3 σ × %1</source>
        <translation>3 σ × %1</translation>
    </message>
    <message>
        <source>The ellipsoid says how uncertain the camera&apos;s place is: three standard deviations, drawn %1 times as large. Semi-axes %2, %3 and %4 mm.</source>
        <translation>椭球表示相机位置的不确定度：三倍标准差，放大 %1 倍绘制。半轴为 %2、%3 和 %4 毫米。</translation>
    </message>
    <message>
        <source>Follow tool</source>
        <translation>跟随工具</translation>
    </message>
    <message>
        <source>Keep the tool in the middle from frame to frame</source>
        <translation>逐帧保持工具在视野中央</translation>
    </message>
</context>
<context>
    <name>camframe::ShortcutDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation>查找操作或按键</translation>
    </message>
    <message>
        <source>Double-click a key to change it.</source>
        <translation>双击按键可更改。</translation>
    </message>
    <message>
        <source>Reset to default</source>
        <translation>恢复默认</translation>
    </message>
</context>
<context>
    <name>camframe::ShortcutModel</name>
    <message>
        <source>%1 already belongs to &quot;%2&quot;: give that one another key first.</source>
        <translation>%1 已用于“%2”：请先为它换一个按键。</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认</translation>
    </message>
</context>
<context>
    <name>camframe::Timeline</name>
    <message>
        <source>Current frame; type a number to go there</source>
        <translation>当前帧；输入数字可跳转</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间轴</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>No frame has been scored yet: F7 compares them all with the drawn robot.</source>
        <translation>尚未评估任何帧：按 F7 将所有帧与绘制的机器人比较。</translation>
    </message>
    <message>
        <source>Frame %1 fits worst: its outline is off by %2 px.</source>
        <translation>第 %1 帧吻合最差：轮廓偏差 %2 像素。</translation>
    </message>
    <message>
        <source>Filmstrip</source>
        <translation>缩略图条</translation>
    </message>
    <message>
        <source>No gripper opens or closes after this frame.</source>
        <translation>此帧之后没有夹爪开合。</translation>
    </message>
    <message>
        <source>No gripper opens or closes before this frame.</source>
        <translation>此帧之前没有夹爪开合。</translation>
    </message>
    <message>
        <source>Drag to scrub. Green diamonds: frames with keypoints; small dots: carried over. Violet squares: frames with masks; small ones: carried over. Blue dots on the line: frames that the calibration used. Red: frames without joint values. Bars below: how far the drawn outline is off (F7). Lowest: how far the gripper is open, with marks where it opens and closes.</source>
        <translation>拖动以浏览。绿色菱形：有关键点的帧；小圆点：传递所得。紫色方块：有掩膜的帧；较小的：传递所得。线上的蓝点：标定使用的帧。红色：没有关节值的帧。下方的柱：所绘轮廓的偏差（F7）。最下方：夹爪的张开程度，并标出张开与闭合处。</translation>
    </message>
    <message>
        <source>Current frame</source>
        <translation>当前帧</translation>
    </message>
</context>
<context>
    <name>camframe::ViewTool</name>
    <message>
        <source>Drag to pan, turn the wheel to zoom, click the robot to select a link.</source>
        <translation>拖动以平移，滚轮缩放，单击机器人可选中连杆。</translation>
    </message>
</context>
<context>
    <name>camframe::WelcomePage</name>
    <message>
        <source>Camframe Studio</source>
        <translation>Camframe Studio</translation>
    </message>
    <message>
        <source>Shows a robot recording with the robot drawn over its pictures, finds where the camera stood, and lets you mend what went wrong.</source>
        <translation>在画面上叠加绘制机器人，求出相机的位置，并让您修正出错的地方。</translation>
    </message>
    <message>
        <source>Opened before</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Or drop a recording, a review list or a calibration on the window. %1 finds any command, %2 lists all keys.</source>
        <translation>也可以把记录、审查列表或标定结果拖到窗口上。%1 可查找任何命令，%2 列出所有按键。</translation>
    </message>
</context>
<context>
    <name>camframe::Workspace</name>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>There is no pose to refine yet: calibrate, or place four keypoints.</source>
        <translation>还没有可以优化的位姿：请先标定，或放置四个关键点。</translation>
    </message>
    <message>
        <source>Refine %1</source>
        <translation>优化 %1</translation>
    </message>
    <message>
        <source>Calibrate %1</source>
        <translation>标定 %1</translation>
    </message>
    <message>
        <source>Done: ok.</source>
        <translation>完成：良好。</translation>
    </message>
    <message>
        <source>Done: please review.</source>
        <translation>完成：请审核。</translation>
    </message>
    <message>
        <source>The calibration did not find a pose it trusts; the issues say what to do.</source>
        <translation>标定没有找到可信的位姿；“问题”面板说明了下一步。</translation>
    </message>
    <message>
        <source>Done: no trustworthy pose.</source>
        <translation>完成：没有可信的位姿。</translation>
    </message>
    <message>
        <source>There is no pose to accept yet.</source>
        <translation>还没有可以接受的位姿。</translation>
    </message>
    <message>
        <source>%1 is about camera &quot;%2&quot;, not &quot;%3&quot;: choose that camera first.</source>
        <translation>%1 属于相机“%2”，而不是“%3”：请先选择该相机。</translation>
    </message>
    <message>
        <source>%1 is about pictures of %2 x %3 pixels; these have %4 x %5.</source>
        <translation>%1 对应 %2 x %3 像素的图像；当前图像为 %4 x %5。</translation>
    </message>
    <message>
        <source>The calibration was written to %1.</source>
        <translation>标定结果已写入 %1。</translation>
    </message>
    <message>
        <source>the demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Export actions</source>
        <translation>导出动作</translation>
    </message>
    <message>
        <source>The actions were written to %1.</source>
        <translation>动作已写入 %1。</translation>
    </message>
    <message>
        <source>Only the pose was taken: %1</source>
        <translation>只采用了位姿：%1</translation>
    </message>
    <message>
        <source>Make review list %1</source>
        <translation>生成审核列表 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) could not be read, the first: %1</source>
        <translation>
            <numerusform>有 %n 处无法读取，第一处：%1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s), %1 calibrated.</source>
        <translation>
            <numerusform>%n 个相机，其中 %1 个已标定。</numerusform>
        </translation>
    </message>
    <message>
        <source>The robot is not drawn in this frame, so there is nothing to find its colours by.</source>
        <translation>此帧中没有绘制机器人，因此无法确定它的颜色。</translation>
    </message>
    <message>
        <source>Find the robot in frame %1</source>
        <translation>在第 %1 帧中寻找机器人</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>完成。</translation>
    </message>
    <message numerus="yes">
        <source>Masks are drawn in %n frame(s), and only those take part: more of them, with the arm in other places, make the camera surer.</source>
        <translation>
            <numerusform>%n 帧有手绘掩膜，只有这些帧参与标定：在机械臂处于其他位置的帧中多画几张，相机会更可靠。</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no pose to compare the frames with yet.</source>
        <translation>还没有可与各帧比较的位姿。</translation>
    </message>
    <message>
        <source>Score the frames of %1</source>
        <translation>评估 %1 的各帧</translation>
    </message>
    <message>
        <source>The recording was read.</source>
        <translation>记录已读取。</translation>
    </message>
    <message>
        <source>Something else was opened meanwhile.</source>
        <translation>在此期间打开了别的内容。</translation>
    </message>
</context>
</TS>
