<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open Recording...</source>
        <translation>記録を開く(&amp;O)...</translation>
    </message>
    <message>
        <source>Open the De&amp;mo</source>
        <translation>デモを開く(&amp;M)</translation>
    </message>
    <message>
        <source>Open &amp;Calibration...</source>
        <translation>キャリブレーションを開く(&amp;C)...</translation>
    </message>
    <message>
        <source>&amp;New Review List...</source>
        <translation>新しいレビューリスト(&amp;N)...</translation>
    </message>
    <message>
        <source>Open &amp;Review List...</source>
        <translation>レビューリストを開く(&amp;R)...</translation>
    </message>
    <message>
        <source>&amp;Bring Review List up to Date</source>
        <translation>レビューリストを最新にする(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Export Calibration...</source>
        <translation>キャリブレーションを書き出す(&amp;E)...</translation>
    </message>
    <message>
        <source>Export Camera-Frame &amp;Actions...</source>
        <translation>カメラ座標系のアクションを書き出す(&amp;A)...</translation>
    </message>
    <message>
        <source>Export from the Review &amp;List...</source>
        <translation>レビューリストから書き出す(&amp;L)...</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>終了(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>元に戻す(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>やり直す(&amp;R)</translation>
    </message>
    <message>
        <source>Remove Keypoint</source>
        <translation>キーポイントを削除</translation>
    </message>
    <message>
        <source>Select Next Keypoint</source>
        <translation>次のキーポイントを選択</translation>
    </message>
    <message>
        <source>Select Previous Keypoint</source>
        <translation>前のキーポイントを選択</translation>
    </message>
    <message>
        <source>&amp;Solve from Keypoints</source>
        <translation>キーポイントから解く(&amp;S)</translation>
    </message>
    <message>
        <source>Next Near-&amp;Tie</source>
        <translation>次の僅差候補(&amp;T)</translation>
    </message>
    <message>
        <source>Previous Near-Tie</source>
        <translation>前の僅差候補</translation>
    </message>
    <message>
        <source>Solve &amp;While Dragging</source>
        <translation>ドラッグ中に解く(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Hide or Show Keypoint</source>
        <translation>キーポイントの表示を切り替え(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Confirm Keypoint</source>
        <translation>キーポイントを確定(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Find Its Place on the Link</source>
        <translation>リンク上の位置を求める(&amp;F)</translation>
    </message>
    <message>
        <source>Carry &amp;Forward</source>
        <translation>前方へ引き継ぐ(&amp;F)</translation>
    </message>
    <message>
        <source>Carry &amp;Backward</source>
        <translation>後方へ引き継ぐ(&amp;B)</translation>
    </message>
    <message>
        <source>Carry over the &amp;Loop</source>
        <translation>ループ全体に引き継ぐ(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Interpolate over the Loop</source>
        <translation>ループ全体で補間(&amp;I)</translation>
    </message>
    <message>
        <source>Frame Where a &amp;Correction Helps Most</source>
        <translation>修正が最も役立つフレーム(&amp;C)</translation>
    </message>
    <message>
        <source>Keypoint Left</source>
        <translation>キーポイントを左へ</translation>
    </message>
    <message>
        <source>Keypoint Right</source>
        <translation>キーポイントを右へ</translation>
    </message>
    <message>
        <source>Keypoint Up</source>
        <translation>キーポイントを上へ</translation>
    </message>
    <message>
        <source>Keypoint Down</source>
        <translation>キーポイントを下へ</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>拡大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>縮小(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Fit to Window</source>
        <translation>ウィンドウに合わせる(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Actual Pixels</source>
        <translation>実寸表示(&amp;A)</translation>
    </message>
    <message>
        <source>Draw &amp;Robot</source>
        <translation>ロボットを描画(&amp;R)</translation>
    </message>
    <message>
        <source>F&amp;ill</source>
        <translation>塗りつぶし(&amp;I)</translation>
    </message>
    <message>
        <source>Out&amp;line</source>
        <translation>輪郭(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Wireframe</source>
        <translation>ワイヤーフレーム(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Colours by Link</source>
        <translation>リンクごとに色分け(&amp;C)</translation>
    </message>
    <message>
        <source>Colours by &amp;Distance</source>
        <translation>距離で色分け(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>マスク(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Error against the Mask</source>
        <translation>マスクとの誤差(&amp;E)</translation>
    </message>
    <message>
        <source>Di&amp;fference from the Mask</source>
        <translation>マスクとの差分(&amp;F)</translation>
    </message>
    <message>
        <source>More Opaque</source>
        <translation>不透明度を上げる</translation>
    </message>
    <message>
        <source>Less Opaque</source>
        <translation>不透明度を下げる</translation>
    </message>
    <message>
        <source>&amp;Blink (Hold for the Plain Picture)</source>
        <translation>点滅 (押している間は元の画像)(&amp;B)</translation>
    </message>
    <message>
        <source>Blink Between Two Poses (Hold for the Other)</source>
        <translation>2 つの姿勢を点滅表示 (押している間はもう一方)</translation>
    </message>
    <message>
        <source>&amp;Compare Two Poses</source>
        <translation>2 つの姿勢を比較(&amp;C)</translation>
    </message>
    <message>
        <source>Remember This Pose to Compare</source>
        <translation>この姿勢を比較用に記憶</translation>
    </message>
    <message>
        <source>Tool &amp;Path and Axes</source>
        <translation>ツールの軌跡と軸(&amp;P)</translation>
    </message>
    <message>
        <source>Link &amp;Names</source>
        <translation>リンク名(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Loupe</source>
        <translation>ルーペ(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>ダーク(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>ライト(&amp;L)</translation>
    </message>
    <message>
        <source>As the &amp;System</source>
        <translation>システムに合わせる(&amp;S)</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英語 (English)</translation>
    </message>
    <message>
        <source>Chinese (中文)</source>
        <translation>中国語 (中文)</translation>
    </message>
    <message>
        <source>German (Deutsch)</source>
        <translation>ドイツ語 (Deutsch)</translation>
    </message>
    <message>
        <source>Japanese (日本語)</source>
        <translation>日本語</translation>
    </message>
    <message>
        <source>&amp;View Tool</source>
        <translation>表示ツール(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Keypoint Tool</source>
        <translation>キーポイントツール(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Pose Tool</source>
        <translation>姿勢ツール(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Mask Tool</source>
        <translation>マスクツール(&amp;M)</translation>
    </message>
    <message>
        <source>Near-&amp;Ties</source>
        <translation>僅差候補(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>消しゴム(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Polygon</source>
        <translation>多角形(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Clicks</source>
        <translation>クリック(&amp;C)</translation>
    </message>
    <message>
        <source>Region to &amp;Ignore</source>
        <translation>除外領域(&amp;I)</translation>
    </message>
    <message>
        <source>Smaller Brush</source>
        <translation>ブラシを小さく</translation>
    </message>
    <message>
        <source>Larger Brush</source>
        <translation>ブラシを大きく</translation>
    </message>
    <message>
        <source>Start from the &amp;Drawn Robot</source>
        <translation>描画したロボットから始める(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Find the Robot in This Frame</source>
        <translation>このフレームでロボットを検出(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Remove the Mask of This Frame</source>
        <translation>このフレームのマスクを削除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Play / Pause</source>
        <translation>再生 / 一時停止(&amp;P)</translation>
    </message>
    <message>
        <source>Previous Frame</source>
        <translation>前のフレーム</translation>
    </message>
    <message>
        <source>Next Frame</source>
        <translation>次のフレーム</translation>
    </message>
    <message>
        <source>Ten Frames Back</source>
        <translation>10 フレーム戻る</translation>
    </message>
    <message>
        <source>Ten Frames Forward</source>
        <translation>10 フレーム進む</translation>
    </message>
    <message>
        <source>First Frame</source>
        <translation>最初のフレーム</translation>
    </message>
    <message>
        <source>Last Frame</source>
        <translation>最後のフレーム</translation>
    </message>
    <message>
        <source>Previous Frame with Keypoints</source>
        <translation>キーポイントのある前のフレーム</translation>
    </message>
    <message>
        <source>Next Frame with Keypoints</source>
        <translation>キーポイントのある次のフレーム</translation>
    </message>
    <message>
        <source>Previous Opening or Closing of a Gripper</source>
        <translation>グリッパーの前の開閉</translation>
    </message>
    <message>
        <source>Next Opening or Closing of a Gripper</source>
        <translation>グリッパーの次の開閉</translation>
    </message>
    <message>
        <source>&amp;Worst Frame</source>
        <translation>最も合わないフレーム(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Score All Frames</source>
        <translation>全フレームを評価(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Loop from This Frame</source>
        <translation>このフレームからループ(&amp;L)</translation>
    </message>
    <message>
        <source>L&amp;oop to This Frame</source>
        <translation>このフレームまでループ(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;No Loop</source>
        <translation>ループなし(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Calibrate</source>
        <translation>キャリブレーション(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Refine Current Pose</source>
        <translation>現在の姿勢を精密化(&amp;R)</translation>
    </message>
    <message>
        <source>Calibrate &amp;Many of the List...</source>
        <translation>リストの多数をキャリブレーション(&amp;M)...</translation>
    </message>
    <message>
        <source>&amp;Propose This Pose to the Group</source>
        <translation>この姿勢をグループに提案(&amp;P)</translation>
    </message>
    <message>
        <source>S&amp;top Job</source>
        <translation>ジョブを停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Accept</source>
        <translation>承認(&amp;A)</translation>
    </message>
    <message>
        <source>Re&amp;ject</source>
        <translation>却下(&amp;J)</translation>
    </message>
    <message>
        <source>Mark to &amp;Fix</source>
        <translation>要修正にする(&amp;F)</translation>
    </message>
    <message>
        <source>S&amp;kip</source>
        <translation>スキップ(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Defer</source>
        <translation>保留(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Withdraw Verdict</source>
        <translation>判定を取り消す(&amp;W)</translation>
    </message>
    <message>
        <source>Next Item Without a Verdict</source>
        <translation>判定のない次の項目</translation>
    </message>
    <message>
        <source>Next Item</source>
        <translation>次の項目</translation>
    </message>
    <message>
        <source>Previous Item</source>
        <translation>前の項目</translation>
    </message>
    <message>
        <source>Filter the Review &amp;List</source>
        <translation>レビューリストを絞り込む(&amp;L)</translation>
    </message>
    <message>
        <source>Next Camera</source>
        <translation>次のカメラ</translation>
    </message>
    <message>
        <source>Previous Camera</source>
        <translation>前のカメラ</translation>
    </message>
    <message>
        <source>Robot Left (-x)</source>
        <translation>ロボットを左へ (-x)</translation>
    </message>
    <message>
        <source>Robot Right (+x)</source>
        <translation>ロボットを右へ (+x)</translation>
    </message>
    <message>
        <source>Robot Up (-y)</source>
        <translation>ロボットを上へ (-y)</translation>
    </message>
    <message>
        <source>Robot Down (+y)</source>
        <translation>ロボットを下へ (+y)</translation>
    </message>
    <message>
        <source>Robot Farther (+z)</source>
        <translation>ロボットを遠くへ (+z)</translation>
    </message>
    <message>
        <source>Robot Nearer (-z)</source>
        <translation>ロボットを近くへ (-z)</translation>
    </message>
    <message>
        <source>Turn Left (about y)</source>
        <translation>左に回転 (y 軸)</translation>
    </message>
    <message>
        <source>Turn Right (about y)</source>
        <translation>右に回転 (y 軸)</translation>
    </message>
    <message>
        <source>Turn Up (about x)</source>
        <translation>上に回転 (x 軸)</translation>
    </message>
    <message>
        <source>Turn Down (about x)</source>
        <translation>下に回転 (x 軸)</translation>
    </message>
    <message>
        <source>Roll Left (about z)</source>
        <translation>左にロール (z 軸)</translation>
    </message>
    <message>
        <source>Roll Right (about z)</source>
        <translation>右にロール (z 軸)</translation>
    </message>
    <message>
        <source>Smaller Step</source>
        <translation>ステップを小さく</translation>
    </message>
    <message>
        <source>Larger Step</source>
        <translation>ステップを大きく</translation>
    </message>
    <message>
        <source>Steps Along &amp;Base Axes</source>
        <translation>ベース軸に沿って移動(&amp;B)</translation>
    </message>
    <message>
        <source>3D Scene</source>
        <translation>3D シーン</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>インスペクター</translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation>キーポイント</translation>
    </message>
    <message>
        <source>Issues</source>
        <translation>問題</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>ジョブ</translation>
    </message>
    <message>
        <source>History</source>
        <translation>履歴</translation>
    </message>
    <message>
        <source>Review List</source>
        <translation>レビューリスト</translation>
    </message>
    <message>
        <source>Cameras in Step</source>
        <translation>カメラを同期表示</translation>
    </message>
    <message>
        <source>Contact Sheet</source>
        <translation>コンタクトシート</translation>
    </message>
    <message>
        <source>&amp;Find a Command...</source>
        <translation>コマンドを検索(&amp;F)...</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>キーボードショートカット(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Camframe</source>
        <translation>Camframe について(&amp;A)</translation>
    </message>
    <message>
        <source>Open a &amp;Team&apos;s Review List...</source>
        <translation>チームのレビューリストを開く(&amp;T)...</translation>
    </message>
    <message>
        <source>Find Out What the Columns &amp;Mean...</source>
        <translation>各列の意味を調べる(&amp;M)...</translation>
    </message>
    <message>
        <source>&amp;Focal Length</source>
        <translation>焦点距離(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Principal Point</source>
        <translation>主点(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Distortion</source>
        <translation>歪み(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Zeros of the Joints</source>
        <translation>関節の原点(&amp;Z)</translation>
    </message>
    <message>
        <source>Places of Further &amp;Arms</source>
        <translation>ほかの腕の位置(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Lag between Pictures and Joints</source>
        <translation>画像と関節の遅れ(&amp;L)</translation>
    </message>
</context>
<context>
    <name>BatchCalibration</name>
    <message>
        <source>ok</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>to review: %1</source>
        <translation>要レビュー: %1</translation>
    </message>
    <message>
        <source>no trustworthy pose: %1</source>
        <translation>信頼できる姿勢なし: %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>skipped: %1 has it open</source>
        <translation>スキップ: %1 が開いています</translation>
    </message>
</context>
<context>
    <name>Convention</name>
    <message>
        <source>order of the columns</source>
        <translation>列の順序</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>単位</translation>
    </message>
    <message>
        <source>radians</source>
        <translation>ラジアン</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>度</translation>
    </message>
    <message>
        <source>extrinsics</source>
        <translation>外部パラメータ</translation>
    </message>
    <message>
        <source>gripper</source>
        <translation>グリッパー</translation>
    </message>
    <message>
        <source>largest value open</source>
        <translation>最大値が開</translation>
    </message>
    <message>
        <source>largest value closed</source>
        <translation>最大値が閉</translation>
    </message>
    <message>
        <source>all else</source>
        <translation>その他すべて</translation>
    </message>
    <message>
        <source>joints</source>
        <translation>関節</translation>
    </message>
    <message>
        <source>arms exchanged</source>
        <translation>アームが入れ替わり</translation>
    </message>
    <message>
        <source>arms interleaved</source>
        <translation>アームが交互</translation>
    </message>
    <message>
        <source>camera in base space</source>
        <translation>ベース座標系でのカメラ</translation>
    </message>
    <message>
        <source>base in camera space</source>
        <translation>カメラ座標系でのベース</translation>
    </message>
    <message>
        <source>OpenCV axes</source>
        <translation>OpenCV の軸</translation>
    </message>
    <message>
        <source>OpenGL axes</source>
        <translation>OpenGL の軸</translation>
    </message>
    <message>
        <source>ROS link axes</source>
        <translation>ROS のリンク軸</translation>
    </message>
    <message>
        <source>axis-angle</source>
        <translation>軸角度</translation>
    </message>
    <message>
        <source>axis-angle in degrees</source>
        <translation>軸角度 (度)</translation>
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
        <translation>行列の最初の 2 列</translation>
    </message>
    <message>
        <source>first two rows of the matrix</source>
        <translation>行列の最初の 2 行</translation>
    </message>
    <message>
        <source>matrix by rows</source>
        <translation>行ごとの行列</translation>
    </message>
    <message>
        <source>matrix by columns</source>
        <translation>列ごとの行列</translation>
    </message>
    <message>
        <source>matrix with its rotation transposed</source>
        <translation>回転を転置した行列</translation>
    </message>
    <message>
        <source>matrix 3x4 by rows</source>
        <translation>行ごとの 3x4 行列</translation>
    </message>
    <message>
        <source>matrix 4x4 by rows</source>
        <translation>行ごとの 4x4 行列</translation>
    </message>
    <message>
        <source>matrix 4x4 by columns</source>
        <translation>列ごとの 4x4 行列</translation>
    </message>
    <message>
        <source>rotation</source>
        <translation>回転</translation>
    </message>
    <message>
        <source>pose columns</source>
        <translation>手先姿勢の列</translation>
    </message>
    <message>
        <source>pose unit</source>
        <translation>手先姿勢の単位</translation>
    </message>
    <message>
        <source>metres</source>
        <translation>メートル</translation>
    </message>
    <message>
        <source>millimetres</source>
        <translation>ミリメートル</translation>
    </message>
    <message>
        <source>pose rotation</source>
        <translation>手先姿勢の回転</translation>
    </message>
    <message>
        <source>pose base axes</source>
        <translation>手先姿勢のベース軸</translation>
    </message>
    <message>
        <source>pose body</source>
        <translation>手先姿勢の位置</translation>
    </message>
    <message>
        <source>the link</source>
        <translation>リンク</translation>
    </message>
    <message>
        <source>a point of the link</source>
        <translation>リンク上の点</translation>
    </message>
    <message>
        <source>order of colours</source>
        <translation>色の順序</translation>
    </message>
    <message>
        <source>as stored</source>
        <translation>保存どおり</translation>
    </message>
    <message>
        <source>red and blue exchanged</source>
        <translation>赤と青が入れ替わり</translation>
    </message>
</context>
<context>
    <name>EditCameraCommand</name>
    <message>
        <source>Drag camera</source>
        <translation>カメラをドラッグ</translation>
    </message>
    <message>
        <source>Nudge camera</source>
        <translation>カメラを微調整</translation>
    </message>
    <message>
        <source>Enter pose</source>
        <translation>姿勢を入力</translation>
    </message>
    <message>
        <source>Add keypoint</source>
        <translation>キーポイントを追加</translation>
    </message>
    <message>
        <source>Move keypoint</source>
        <translation>キーポイントを移動</translation>
    </message>
    <message>
        <source>Remove keypoint</source>
        <translation>キーポイントを削除</translation>
    </message>
    <message>
        <source>Hide keypoint</source>
        <translation>キーポイントを隠す</translation>
    </message>
    <message>
        <source>Show keypoint</source>
        <translation>キーポイントを表示</translation>
    </message>
    <message>
        <source>Confirm keypoint</source>
        <translation>キーポイントを確定</translation>
    </message>
    <message>
        <source>Carry keypoint over frames</source>
        <translation>キーポイントをフレーム間で引き継ぐ</translation>
    </message>
    <message>
        <source>Solve for a mark&apos;s place</source>
        <translation>マークの位置も解く</translation>
    </message>
    <message>
        <source>Keep a mark&apos;s place</source>
        <translation>マークの位置を保持</translation>
    </message>
    <message>
        <source>Solve from keypoints</source>
        <translation>キーポイントから解く</translation>
    </message>
    <message>
        <source>Choose near-tie</source>
        <translation>僅差候補を選択</translation>
    </message>
    <message>
        <source>Enter intrinsics</source>
        <translation>内部パラメータを入力</translation>
    </message>
    <message>
        <source>Lock intrinsics</source>
        <translation>内部パラメータをロック</translation>
    </message>
    <message>
        <source>Unlock intrinsics</source>
        <translation>内部パラメータのロックを解除</translation>
    </message>
    <message>
        <source>Paint mask</source>
        <translation>マスクを塗る</translation>
    </message>
    <message>
        <source>Erase mask</source>
        <translation>マスクを消す</translation>
    </message>
    <message>
        <source>Find mask in picture</source>
        <translation>画像からマスクを検出</translation>
    </message>
    <message>
        <source>Mask from drawn robot</source>
        <translation>描画したロボットをマスクに</translation>
    </message>
    <message>
        <source>Remove mask</source>
        <translation>マスクを削除</translation>
    </message>
    <message>
        <source>Ignore region</source>
        <translation>領域を除外</translation>
    </message>
    <message>
        <source>Carry mask over frames</source>
        <translation>マスクをフレーム間で引き継ぐ</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>承認</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>却下</translation>
    </message>
    <message>
        <source>Mark to fix</source>
        <translation>要修正にする</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <source>Defer</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Withdraw verdict</source>
        <translation>判定を取り消す</translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation>キャリブレーション</translation>
    </message>
    <message>
        <source>Go back to an earlier pose</source>
        <translation>以前の姿勢に戻す</translation>
    </message>
    <message>
        <source>Open calibration</source>
        <translation>キャリブレーションを開く</translation>
    </message>
</context>
<context>
    <name>ExportChoice</name>
    <message>
        <source>Nobody has accepted it: open it and judge.</source>
        <translation>誰も承認していません: 開いて判定してください。</translation>
    </message>
    <message>
        <source>%1 rejected it.</source>
        <translation>%1 が却下しました。</translation>
    </message>
    <message>
        <source>%1 rejected it: %2.</source>
        <translation>%1 が却下しました: %2。</translation>
    </message>
    <message>
        <source>%1 wants it mended: open it, mend and accept it.</source>
        <translation>%1 が修正を求めています: 開いて修正し、承認してください。</translation>
    </message>
    <message>
        <source>%1 put it aside: open it and judge.</source>
        <translation>%1 が後回しにしました: 開いて判定してください。</translation>
    </message>
    <message>
        <source>The pose changed after %1 judged it: open it and judge again.</source>
        <translation>%1 の判定後に姿勢が変わりました: 開いて判定し直してください。</translation>
    </message>
    <message>
        <source>The calibration failed: open it and set the pose.</source>
        <translation>キャリブレーションに失敗しました: 開いて姿勢を設定してください。</translation>
    </message>
    <message>
        <source>Not calibrated yet: calibrate it.</source>
        <translation>まだキャリブレーションされていません: 実行してください。</translation>
    </message>
    <message>
        <source>The episode is open in another person&apos;s window: export when they are done.</source>
        <translation>このエピソードは他の人のウィンドウで開かれています: 作業が終わってから書き出してください。</translation>
    </message>
    <message>
        <source>It has %1 frames, and none of those that are asked for.</source>
        <translation>%1 フレームありますが、指定されたフレームはありません。</translation>
    </message>
</context>
<context>
    <name>FailureReason</name>
    <message>
        <source>Too few usable frames: record more poses of the robot</source>
        <translation>使えるフレームが少なすぎます: ロボットの姿勢をもっと多く記録してください</translation>
    </message>
    <message>
        <source>Two different camera poses explain the pictures almost equally well: compare them and choose, or click a mark</source>
        <translation>2 つの異なるカメラ姿勢が画像をほぼ同じくらいよく説明します: 比較して選ぶか、マークをクリックしてください</translation>
    </message>
    <message>
        <source>The mark could not be followed: place it on a corner or print with contrast, or place it again in later frames</source>
        <translation>マークを追跡できませんでした: コントラストのある角や印刷に置くか、後のフレームで置き直してください</translation>
    </message>
    <message>
        <source>The tracked mark does not move like any point of the link: check the link it is bound to and the joint order</source>
        <translation>追跡したマークの動きがリンク上のどの点とも一致しません: 対応付けたリンクと関節の順序を確認してください</translation>
    </message>
    <message>
        <source>The motion of the mark does not fix the camera (too short, or all in one line or plane): use a longer recording or add a mark on another link</source>
        <translation>マークの動きではカメラが決まりません (短すぎる、または一直線や一平面内): より長い記録を使うか、別のリンクにマークを追加してください</translation>
    </message>
    <message>
        <source>The drawn robot does not cover the robot in the picture: correct the pose by hand or start from a mark</source>
        <translation>描画したロボットが画像のロボットと重なりません: 手で姿勢を直すか、マークから始めてください</translation>
    </message>
    <message>
        <source>Frames that were not used in the fit agree worse: look at them before accepting</source>
        <translation>当てはめに使わなかったフレームの一致が劣ります: 承認の前に確認してください</translation>
    </message>
    <message>
        <source>The first and the second half of the frames give different cameras: the camera may have been bumped, or the evidence is too weak</source>
        <translation>前半と後半のフレームから異なるカメラが得られました: カメラが動かされたか、手掛かりが弱い可能性があります</translation>
    </message>
    <message>
        <source>The pictures fix the camera only loosely: use more and more varied frames</source>
        <translation>画像だけではカメラが緩くしか決まりません: より多様なフレームを増やしてください</translation>
    </message>
    <message>
        <source>The refinement did not settle: start from a better pose</source>
        <translation>精密化が収束しませんでした: より良い姿勢から始めてください</translation>
    </message>
    <message>
        <source>The robot is hardly visible in this view: skip this camera</source>
        <translation>この視点ではロボットがほとんど見えません: このカメラをスキップしてください</translation>
    </message>
    <message>
        <source>The depth pictures do not fit the robot and were not used: check that they are laid over the colour pictures and in millimetres</source>
        <translation>深度画像がロボットに合わないため使いませんでした: カラー画像に位置合わせされ、単位がミリメートルであることを確認してください</translation>
    </message>
    <message>
        <source>The camera moves while it films (on the wrist, on a vehicle or in a hand), and only a camera that stands still can be calibrated: skip this camera</source>
        <translation>撮影中にカメラが動いています (手首、車両、手持ちなど)。静止したカメラだけがキャリブレーションできます: このカメラをスキップしてください</translation>
    </message>
    <message>
        <source>The camera was knocked during the recording, and this pose holds only for its longest still part: split the recording there</source>
        <translation>記録の途中でカメラがぶつけられ、この姿勢は最も長い静止部分にのみ有効です: そこで記録を分割してください</translation>
    </message>
    <message>
        <source>Nothing independent confirms this pose: look at the overlay before accepting</source>
        <translation>この姿勢を独立に裏付けるものがありません: 承認の前に重ね描きを確認してください</translation>
    </message>
    <message>
        <source>The pose was set by hand and has not been judged yet.</source>
        <translation>姿勢は手で設定され、まだ判定されていません。</translation>
    </message>
    <message>
        <source>The pose was chosen by hand among near-ties and has not been judged yet.</source>
        <translation>姿勢は僅差候補から手で選ばれ、まだ判定されていません。</translation>
    </message>
    <message>
        <source>A person rejected this pose.</source>
        <translation>この姿勢は却下されました。</translation>
    </message>
    <message>
        <source>A person marked this pose to be mended.</source>
        <translation>この姿勢は要修正とされています。</translation>
    </message>
    <message>
        <source>Not run yet.</source>
        <translation>まだ実行されていません。</translation>
    </message>
    <message>
        <source>No convincing starting pose was found: place four keypoints, draw masks with the mask tool, or open a rough pose (File, Open Calibration)</source>
        <translation>確かな初期姿勢が見つかりませんでした: キーポイントを 4 つ置くか、マスクツールでマスクを描くか、大まかな姿勢を開いてください (ファイル → キャリブレーションを開く)</translation>
    </message>
    <message>
        <source>The pictures fix the focal length only loosely, and distances carry its error: use frames in which the robot comes nearer and goes farther, or enter the intrinsics in the inspector and lock them</source>
        <translation>画像だけでは焦点距離が緩くしか決まらず、その誤差が距離に及びます: ロボットが近づき遠ざかるフレームを使うか、インスペクターで内部パラメータを入力して固定してください</translation>
    </message>
    <message>
        <source>The pictures fit clearly better with other intrinsics, and distances depend on them: check the intrinsics in the inspector, or refine with the focal length (Camera, Also Solve For)</source>
        <translation>別の内部パラメータのほうが画像に明らかによく合い、距離はそれに左右されます: インスペクターで内部パラメータを確認するか、焦点距離も含めて精密化してください (カメラ → 同時に解くもの)</translation>
    </message>
    <message>
        <source>The robot masks are too poor to judge the pose: correct them with the mask tool, in several frames</source>
        <translation>ロボットのマスクが粗く、姿勢を判断できません: 複数のフレームでマスクツールを使って修正してください</translation>
    </message>
    <message>
        <source>Pictures and joints seem to be out of step: check the recording&apos;s timestamps, or refine with the lag (Camera, Also Solve For)</source>
        <translation>画像と関節の時刻がずれているようです: 記録のタイムスタンプを確認するか、遅れも含めて精密化してください (カメラ → 同時に解くもの)</translation>
    </message>
    <message>
        <source>A further arm of the robot seems to stand elsewhere than the robot&apos;s description says: refine with the places of further arms (Camera, Also Solve For)</source>
        <translation>ロボットのもう 1 本の腕が記述と異なる場所にあるようです: ほかの腕の位置も含めて精密化してください (カメラ → 同時に解くもの)</translation>
    </message>
    <message>
        <source>A joint seems to be counted from another zero than the robot&apos;s description has: refine with the zeros of the joints (Camera, Also Solve For)</source>
        <translation>ある関節の原点がロボットの記述と異なるようです: 関節の原点も含めて精密化してください (カメラ → 同時に解くもの)</translation>
    </message>
</context>
<context>
    <name>MaskLayer</name>
    <message>
        <source>Mask drawn by hand</source>
        <translation>手描きのマスク</translation>
    </message>
    <message>
        <source>Given mask</source>
        <translation>与えられたマスク</translation>
    </message>
    <message>
        <source>Mask made by the calibration</source>
        <translation>キャリブレーションが作ったマスク</translation>
    </message>
    <message>
        <source>No mask of this frame: M draws one</source>
        <translation>このフレームのマスクはありません: M で描きます</translation>
    </message>
    <message>
        <source>%1 · overlap %2 · outline off by %3 px (median)</source>
        <translation>%1 · 重なり %2 · 輪郭のずれ %3 px (中央値)</translation>
    </message>
    <message>
        <source>drawn too small</source>
        <translation>描画が小さすぎる</translation>
    </message>
    <message>
        <source>drawn too large</source>
        <translation>描画が大きすぎる</translation>
    </message>
</context>
<context>
    <name>ProjectOpening</name>
    <message>
        <source>The project %1 is damaged and was left as it is. What can be read of it is open now, as %2 (cameras: %3, keypoints: %4, masks: %5, no steps to undo). Look through it before you go on.</source>
        <translation>プロジェクト %1 は破損しており、そのまま残してあります。読み取れた内容を %2 として開きました（カメラ: %3、キーポイント: %4、マスク: %5。元に戻す履歴はありません）。続ける前に内容を確認してください。</translation>
    </message>
    <message>
        <source>The project %1 is damaged or gone: %2, which was rescued from it, is open instead.</source>
        <translation>プロジェクト %1 は破損しているか、見つかりません。代わりに、そこから復旧した %2 を開いています。</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>reading the recording and the robot</source>
        <translation>記録とロボットを読み込み中</translation>
    </message>
    <message>
        <source>reading frames</source>
        <translation>フレームを読み込み中</translation>
    </message>
    <message>
        <source>following the mark</source>
        <translation>マークを追跡中</translation>
    </message>
    <message>
        <source>looking for the camera</source>
        <translation>カメラを探索中</translation>
    </message>
    <message>
        <source>comparing starting poses</source>
        <translation>初期姿勢を比較中</translation>
    </message>
    <message>
        <source>refining the camera pose</source>
        <translation>カメラ姿勢を精密化中</translation>
    </message>
    <message>
        <source>outlining the robot</source>
        <translation>ロボットの輪郭を抽出中</translation>
    </message>
    <message>
        <source>judging the result</source>
        <translation>結果を評価中</translation>
    </message>
    <message>
        <source>drawing masks</source>
        <translation>マスクを描画中</translation>
    </message>
    <message>
        <source>filming the robot</source>
        <translation>ロボットを撮影中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>comparing readings</source>
        <translation>解釈を比較中</translation>
    </message>
    <message>
        <source>improving the best readings</source>
        <translation>最良の解釈を改善中</translation>
    </message>
    <message>
        <source>changing two joints at once</source>
        <translation>2 つの関節を同時に変更中</translation>
    </message>
</context>
<context>
    <name>camframe::Banner</name>
    <message>
        <source>Close this message</source>
        <translation>このメッセージを閉じる</translation>
    </message>
</context>
<context>
    <name>camframe::BatchDesk</name>
    <message numerus="yes">
        <source>Calibrate %n camera(s)</source>
        <translation>
            <numerusform>%n 台のカメラをキャリブレーション</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no pose to propose yet.</source>
        <translation>提案できる姿勢がまだありません。</translation>
    </message>
    <message>
        <source>All others of this group have a verdict already.</source>
        <translation>このグループの他の項目にはすべて判定があります。</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1、%2</translation>
    </message>
    <message numerus="yes">
        <source>Propose a pose to %n camera(s)</source>
        <translation>
            <numerusform>%n 台のカメラに姿勢を提案</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>完了 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>失敗 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n skipped</source>
        <translation>
            <numerusform>スキップ %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped; what is finished stays: %1.</source>
        <translation>停止しました。完了した分は残ります: %1。</translation>
    </message>
    <message>
        <source>Done: %1.</source>
        <translation>完了: %1。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>camframe::BatchDialog</name>
    <message>
        <source>Also those with a &amp;verdict; it stays, and is stale until somebody looks again</source>
        <translation>判定済みのものも含める (判定は残り、見直すまで古い扱いになります)(&amp;V)</translation>
    </message>
    <message>
        <source>Calibrate many cameras</source>
        <translation>多数のカメラをキャリブレーション</translation>
    </message>
    <message>
        <source>The &amp;rows chosen in the list (%1)</source>
        <translation>リストで選択した行 (%1)(&amp;R)</translation>
    </message>
    <message>
        <source>The &amp;group: this camera belongs to none</source>
        <translation>グループ: このカメラはどのグループにも属しません(&amp;G)</translation>
    </message>
    <message>
        <source>The &amp;group %1</source>
        <translation>グループ %1(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;All rows that the filter shows</source>
        <translation>フィルターで表示中のすべての行(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Calibrate</source>
        <translation>キャリブレーション(&amp;C)</translation>
    </message>
    <message>
        <source>A batch is running already: stop it in the jobs, or wait.</source>
        <translation>一括処理がすでに実行中です: ジョブで停止するか、お待ちください。</translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) will be calibrated in the background, from what people have marked and drawn there. Cameras that somebody else has open are skipped.</source>
        <translation>
            <numerusform>%n 台のカメラを、そこにある印や描き込みをもとにバックグラウンドでキャリブレーションします。他の人が開いているカメラはスキップします。</numerusform>
        </translation>
    </message>
    <message>
        <source>Besides the pose, as chosen in the menu Camera: %1.</source>
        <translation>姿勢のほかに、カメラメニューで選んだもの: %1。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>camframe::CameraListModel</name>
    <message>
        <source>%1 · accepted</source>
        <translation>%1 · 承認済み</translation>
    </message>
    <message>
        <source>%1 · rejected</source>
        <translation>%1 · 却下</translation>
    </message>
    <message>
        <source>%1 · to fix</source>
        <translation>%1 · 要修正</translation>
    </message>
    <message>
        <source>%1 · skipped</source>
        <translation>%1 · スキップ</translation>
    </message>
    <message>
        <source>%1 · deferred</source>
        <translation>%1 · 保留</translation>
    </message>
    <message>
        <source>%1 · no pose yet</source>
        <translation>%1 · 姿勢なし</translation>
    </message>
    <message>
        <source>%1 · not judged</source>
        <translation>%1 · 未判定</translation>
    </message>
</context>
<context>
    <name>camframe::CamerasPanel</name>
    <message>
        <source>Cameras in step</source>
        <translation>カメラの同期表示</translation>
    </message>
    <message>
        <source>Every camera at the current frame. Enter or a click shows it large.</source>
        <translation>現在のフレームの全カメラ。Enter またはクリックで大きく表示します。</translation>
    </message>
    <message>
        <source>A recording with several cameras shows them here, in step.</source>
        <translation>複数のカメラがある記録では、ここに同期して表示されます。</translation>
    </message>
    <message>
        <source>%1 · no pose yet</source>
        <translation>%1 · 姿勢なし</translation>
    </message>
</context>
<context>
    <name>camframe::Canvas</name>
    <message>
        <source>to compare</source>
        <translation>比較対象</translation>
    </message>
    <message>
        <source>now</source>
        <translation>現在</translation>
    </message>
</context>
<context>
    <name>camframe::Carrying</name>
    <message>
        <source>Choose a keypoint that you placed, with the keypoint tool: it is carried on from there.</source>
        <translation>自分で置いたキーポイントをキーポイントツールで選んでください: そこから引き継ぎます。</translation>
    </message>
    <message>
        <source>Interpolate a keypoint over frames %1 to %2</source>
        <translation>フレーム %1 から %2 までキーポイントを補間</translation>
    </message>
    <message>
        <source>Track a keypoint over frames %1 to %2</source>
        <translation>フレーム %1 から %2 までキーポイントを追跡</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s), %1 of them tracked.</source>
        <translation>
            <numerusform>%n フレーム、うち追跡 %1。</numerusform>
        </translation>
    </message>
    <message>
        <source>Draw the mask of this frame first, or let it be found: it is carried on from there.</source>
        <translation>まずこのフレームのマスクを描くか検出してください: そこから引き継ぎます。</translation>
    </message>
    <message>
        <source>Every frame of the range has a mask of yours already.</source>
        <translation>範囲内のすべてのフレームに自分のマスクがあります。</translation>
    </message>
    <message>
        <source>Carry a mask over frames %1 to %2</source>
        <translation>フレーム %1 から %2 までマスクを引き継ぐ</translation>
    </message>
    <message numerus="yes">
        <source>%n mask(s).</source>
        <translation>
            <numerusform>マスク %n 枚。</numerusform>
        </translation>
    </message>
    <message>
        <source>Every frame of the range is corrected already.</source>
        <translation>範囲内のすべてのフレームは修正済みです。</translation>
    </message>
    <message>
        <source>Frame %1 lies farthest from what is corrected; tracked keypoints or F7 tell more.</source>
        <translation>フレーム %1 が修正済みのものから最も離れています。追跡したキーポイントや F7 でさらに分かります。</translation>
    </message>
    <message>
        <source>In frame %1 a correction helps most.</source>
        <translation>フレーム %1 の修正が最も役立ちます。</translation>
    </message>
</context>
<context>
    <name>camframe::ClickSegmenting</name>
    <message>
        <source>Outline what was clicked in frame %1</source>
        <translation>フレーム %1 でクリックした物の輪郭を抽出</translation>
    </message>
    <message>
        <source>No longer wanted.</source>
        <translation>不要になりました。</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>完了。</translation>
    </message>
</context>
<context>
    <name>camframe::CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>何をしますか?</translation>
    </message>
    <message>
        <source>Command to look for</source>
        <translation>検索するコマンド</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>コマンド</translation>
    </message>
</context>
<context>
    <name>camframe::ContactSheet</name>
    <message>
        <source>start</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>中間</translation>
    </message>
    <message>
        <source>end</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>tool highest</source>
        <translation>ツール最高点</translation>
    </message>
    <message>
        <source>tool lowest</source>
        <translation>ツール最低点</translation>
    </message>
    <message>
        <source>arm stretched</source>
        <translation>腕の伸び切り</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>コンタクトシート</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>frame number, why it is shown</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Open a recording to see its telling frames.</source>
        <translation>記録を開くと、特徴的なフレームが表示されます。</translation>
    </message>
    <message>
        <source>The outline should lie on the robot everywhere. Green: not in the fit.</source>
        <translation>輪郭が全体でロボットに重なるはずです。緑: 当てはめに未使用。</translation>
    </message>
</context>
<context>
    <name>camframe::ConventionDesk</name>
    <message>
        <source>Find out what the columns mean</source>
        <translation>各列の意味を調べる</translation>
    </message>
    <message>
        <source>Found.</source>
        <translation>見つかりました。</translation>
    </message>
    <message>
        <source>No reading is convincing.</source>
        <translation>確かな解釈がありません。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>停止しました。</translation>
    </message>
</context>
<context>
    <name>camframe::ConventionDialog</name>
    <message>
        <source>&amp;Save Profile...</source>
        <translation>プロファイルを保存(&amp;S)...</translation>
    </message>
    <message>
        <source>&amp;Open with It</source>
        <translation>これで開く(&amp;O)</translation>
    </message>
    <message>
        <source>What the columns mean</source>
        <translation>各列の意味</translation>
    </message>
    <message>
        <source>not known: it is looked for</source>
        <translation>不明: 探索する</translation>
    </message>
    <message>
        <source>the one on show</source>
        <translation>表示中の姿勢</translation>
    </message>
    <message>
        <source>these numbers, as they came:</source>
        <translation>次の数値 (届いたまま):</translation>
    </message>
    <message>
        <source>x y z and angles, a quaternion, or a 3x4 or 4x4 matrix</source>
        <translation>x y z と角度、四元数、または 3x4・4x4 行列</translation>
    </message>
    <message>
        <source>&amp;Robot:</source>
        <translation>ロボット(&amp;R):</translation>
    </message>
    <message>
        <source>&amp;Camera:</source>
        <translation>カメラ(&amp;C):</translation>
    </message>
    <message>
        <source>Its &amp;pose is</source>
        <translation>その姿勢(&amp;P)</translation>
    </message>
    <message>
        <source>What</source>
        <translation>項目</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Ahead by</source>
        <translation>差</translation>
    </message>
    <message>
        <source>Next best</source>
        <translation>次点</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>停止(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Find Out</source>
        <translation>調べる(&amp;F)</translation>
    </message>
    <message>
        <source>This camera has no pose yet: calibrate it, or choose another entry.</source>
        <translation>このカメラにはまだ姿勢がありません: キャリブレーションするか、別の項目を選んでください。</translation>
    </message>
    <message>
        <source>Saved as %1. Results that are made with it name it, so that later commands understand the dataset alike.</source>
        <translation>%1 として保存しました。これで作った結果にはその名前が残り、後のコマンドもデータセットを同じように解釈します。</translation>
    </message>
    <message>
        <source>The best reading explains the pixels that change with an overlap of %1.</source>
        <translation>最良の解釈は、変化する画素との重なりが %1 です。</translation>
    </message>
    <message>
        <source>That is too little to believe any reading: check the robot, the intrinsics, and that the camera stood still.</source>
        <translation>どの解釈も信じるには不足です: ロボット、内部パラメータ、カメラが静止していたかを確認してください。</translation>
    </message>
    <message>
        <source>undetermined</source>
        <translation>決まらず</translation>
    </message>
    <message>
        <source>Save the dataset profile</source>
        <translation>データセットのプロファイルを保存</translation>
    </message>
    <message>
        <source>Profiles (*.json)</source>
        <translation>プロファイル (*.json)</translation>
    </message>
    <message>
        <source>The &amp;joints are right: ask for end-effector poses only</source>
        <translation>関節は正しい: 手先姿勢だけを調べる(&amp;J)</translation>
    </message>
    <message>
        <source>Tries what the columns, and the numbers of a camera pose, could mean: order, unit, signs, offsets, axes, angles. Each reading of the joints moves the robot before the camera, and what it covers is compared with what changes in the pictures. End-effector poses are compared with the joints or, without any, with the pictures.</source>
        <translation>列とカメラ姿勢の数値が何を意味しうるかを試します: 順序、単位、符号、オフセット、軸、角度。関節の解釈ごとにロボットをカメラの前で動かし、その覆う範囲を画像の変化と比べます。手先姿勢は関節と、関節がなければ画像と比べます。</translation>
    </message>
    <message>
        <source>The next one is %1 behind.</source>
        <translation>次点との差は %1 です。</translation>
    </message>
    <message>
        <source>Recorded end-effector poses lie %1 mm from those of the joints.</source>
        <translation>記録された手先姿勢は、関節から求めた姿勢と %1 mm 異なります。</translation>
    </message>
    <message>
        <source>That is too much to believe any reading: they may be of another arm, or commands.</source>
        <translation>どの解釈も信じるには差が大きすぎます: 別のアームのものか、指令値かもしれません。</translation>
    </message>
    <message>
        <source>Rows in grey are undetermined: the usual is kept there, and the profile says so.</source>
        <translation>灰色の行は決まりません: そこは通常の値のままにし、プロファイルに記します。</translation>
    </message>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
</context>
<context>
    <name>camframe::DeskController</name>
    <message>
        <source>No other item is in this one&apos;s group: name one group for cameras that stand in the same place (F2 in the list, or the inspector).</source>
        <translation>この項目のグループには他の項目がありません: 同じ場所に立つカメラに 1 つのグループ名を付けてください (リストで F2、またはインスペクター)。</translation>
    </message>
</context>
<context>
    <name>camframe::EditModel</name>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>詳細</translation>
    </message>
</context>
<context>
    <name>camframe::Editor</name>
    <message>
        <source>There is no pose to remember yet.</source>
        <translation>記憶する姿勢がまだありません。</translation>
    </message>
    <message>
        <source>This pose is remembered: C compares it with the one on show.</source>
        <translation>この姿勢を記憶しました: C で表示中の姿勢と比較します。</translation>
    </message>
    <message>
        <source>There is no pose to move yet: run the calibration, or place four keypoints.</source>
        <translation>動かす姿勢がまだありません: キャリブレーションを実行するか、キーポイントを 4 個置いてください。</translation>
    </message>
    <message>
        <source>There are no keypoints to solve from: place some with the keypoint tool.</source>
        <translation>解くためのキーポイントがありません: キーポイントツールで置いてください。</translation>
    </message>
    <message>
        <source>These keypoints do not fix the camera: a mark of unknown place must be seen in six frames in which its link is turned, or place four keypoints on the robot.</source>
        <translation>これらのキーポイントではカメラが決まりません: 位置不明のマークは、リンクの向きが変わる 6 フレームで見える必要があります。またはロボット上にキーポイントを 4 個置いてください。</translation>
    </message>
    <message>
        <source>Four keypoints are needed when there is no pose yet; %1 are placed.</source>
        <translation>姿勢がまだないときは 4 個のキーポイントが必要です。現在 %1 個です。</translation>
    </message>
    <message>
        <source>These keypoints do not fix the camera: spread them over the robot and over frames.</source>
        <translation>これらのキーポイントではカメラが決まりません: ロボット上とフレーム間に広く置いてください。</translation>
    </message>
</context>
<context>
    <name>camframe::ExportDesk</name>
    <message numerus="yes">
        <source>Export %n camera(s)</source>
        <translation>
            <numerusform>%n 台のカメラを書き出す</numerusform>
        </translation>
    </message>
    <message>
        <source>episode %1, %2</source>
        <translation>エピソード %1、%2</translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) were written to %1.</source>
        <translation>
            <numerusform>%n 台のカメラを %1 に書き出しました。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were left out; manifest.json says why.</source>
        <translation>
            <numerusform>%n 台を除外しました。理由は manifest.json にあります。</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped. %1</source>
        <translation>停止しました。%1</translation>
    </message>
</context>
<context>
    <name>camframe::ExportPanel</name>
    <message>
        <source>Folder for the export</source>
        <translation>書き出し先フォルダー</translation>
    </message>
    <message>
        <source>any tag</source>
        <translation>任意のタグ</translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s)</source>
        <translation>
            <numerusform>カメラ %n 台</numerusform>
        </translation>
    </message>
    <message>
        <source>at least %1 frames</source>
        <translation>少なくとも %1 フレーム</translation>
    </message>
    <message>
        <source>%1 frames</source>
        <translation>%1 フレーム</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>約 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n not accepted</source>
        <translation>
            <numerusform>未承認 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stale: the pose changed after the verdict</source>
        <translation>
            <numerusform>古い判定 %n 件: 判定後に姿勢が変わりました</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without a pose</source>
        <translation>
            <numerusform>姿勢なし %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open in another window</source>
        <translation>
            <numerusform>他のウィンドウで開かれているもの %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without these frames</source>
        <translation>
            <numerusform>指定フレームなし %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is left out.</source>
        <translation>除外されるものはありません。</translation>
    </message>
    <message>
        <source>Left out: %1. Double-click a row to open it.</source>
        <translation>除外: %1。行をダブルクリックすると開きます。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Choose the folder to write into.</source>
        <translation>書き出し先のフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>書き出す</translation>
    </message>
    <message>
        <source>Which items, as in the review list: tag:night  -camera:wrist  frames:10-200</source>
        <translation>対象の項目 (レビューリストと同じ書き方): tag:night  -camera:wrist  frames:10-200</translation>
    </message>
    <message>
        <source>Items to export</source>
        <translation>書き出す項目</translation>
    </message>
    <message>
        <source>The terms of the review list&apos;s filter. frames:10-200 takes these frames of every item that names none itself.</source>
        <translation>レビューリストのフィルターと同じ語を使えます。frames:10-200 は、自身で指定のない各項目からこれらのフレームを取ります。</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>タグ</translation>
    </message>
    <message>
        <source>accepted only</source>
        <translation>承認済みのみ</translation>
    </message>
    <message>
        <source>all but rejected</source>
        <translation>却下以外すべて</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>すべて表示</translation>
    </message>
    <message>
        <source>Show what is written</source>
        <translation>書き出すものを表示</translation>
    </message>
    <message>
        <source>Show what is left out</source>
        <translation>除外するものを表示</translation>
    </message>
    <message>
        <source>Rows on show</source>
        <translation>表示する行</translation>
    </message>
    <message>
        <source>Actions with masks and labels (HDF5)</source>
        <translation>アクション、マスク、ラベル (HDF5)</translation>
    </message>
    <message>
        <source>Actions with the tool&apos;s pixel (HDF5)</source>
        <translation>アクションとツールの画素 (HDF5)</translation>
    </message>
    <message>
        <source>Actions only (HDF5)</source>
        <translation>アクションのみ (HDF5)</translation>
    </message>
    <message>
        <source>calibration.json files</source>
        <translation>calibration.json ファイル</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>&amp;one file for all episodes</source>
        <translation>全エピソードを 1 ファイルに(&amp;O)</translation>
    </message>
    <message>
        <source>What is written, and what is left out</source>
        <translation>書き出すものと除外するもの</translation>
    </message>
    <message>
        <source>F2 changes the frames of an item.</source>
        <translation>F2 で項目のフレームを変更します。</translation>
    </message>
    <message>
        <source>&amp;Write</source>
        <translation>内容(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Into</source>
        <translation>保存先(&amp;I)</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>フォルダーを選択</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>camframe::ExportPlanModel</name>
    <message>
        <source>all</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>%1 of %2 (%3)</source>
        <translation>%2 中 %1 (%3)</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>will be written</source>
        <translation>書き出します</translation>
    </message>
    <message>
        <source>Episode</source>
        <translation>エピソード</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>カメラ</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>フレーム</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>レビュー担当</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>書き出し</translation>
    </message>
</context>
<context>
    <name>camframe::HistoryPanel</name>
    <message>
        <source>Steps</source>
        <translation>ステップ</translation>
    </message>
    <message>
        <source>Poses</source>
        <translation>姿勢</translation>
    </message>
    <message>
        <source>All edits</source>
        <translation>すべての編集</translation>
    </message>
    <message>
        <source>Earlier poses</source>
        <translation>以前の姿勢</translation>
    </message>
    <message>
        <source>Each against the pose on show: how far the camera is turned and moved, and how far the tool is off in the picture (median of the frames).</source>
        <translation>表示中の姿勢に対する各姿勢: カメラの回転と移動、画像上でのツールのずれ (フレームの中央値)。</translation>
    </message>
    <message>
        <source>Go back to this pose</source>
        <translation>この姿勢に戻す</translation>
    </message>
    <message>
        <source>As opened</source>
        <translation>開いた時点</translation>
    </message>
</context>
<context>
    <name>camframe::HypothesesTool</name>
    <message>
        <source>The pictures leave no doubt between different poses of this camera.</source>
        <translation>画像から見て、このカメラの姿勢に曖昧さはありません。</translation>
    </message>
    <message numerus="yes">
        <source>The pictures fit %n different pose(s) about equally well: click one or press its number; right-click compares.</source>
        <translation>
            <numerusform>画像は %n 個の異なる姿勢にほぼ同じくらい合います: クリックするか番号キーで選択、右クリックで比較します。</numerusform>
        </translation>
    </message>
    <message>
        <source>as calibrated</source>
        <translation>キャリブレーション結果</translation>
    </message>
    <message>
        <source>explains %1 % as much</source>
        <translation>説明力 %1 %</translation>
    </message>
    <message>
        <source>frame %1</source>
        <translation>フレーム %1</translation>
    </message>
</context>
<context>
    <name>camframe::Inspector</name>
    <message>
        <source>Calibrate</source>
        <translation>キャリブレーション</translation>
    </message>
    <message>
        <source>Show where the robot is: place keypoints</source>
        <translation>ロボットの位置を示す: キーポイントを置く</translation>
    </message>
    <message>
        <source>Choose among the near-ties</source>
        <translation>僅差候補から選ぶ</translation>
    </message>
    <message>
        <source>Solve from the keypoints</source>
        <translation>キーポイントから解く</translation>
    </message>
    <message>
        <source>Refine on the pictures</source>
        <translation>画像で精密化</translation>
    </message>
    <message>
        <source>Compare all frames, go to the worst</source>
        <translation>全フレームを比較し、最悪のフレームへ</translation>
    </message>
    <message>
        <source>Accept, if the outline fits</source>
        <translation>輪郭が合えば承認</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>次へ</translation>
    </message>
    <message>
        <source>Nothing open</source>
        <translation>何も開いていません</translation>
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
        <translation>承認済み</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>却下</translation>
    </message>
    <message>
        <source>To fix</source>
        <translation>要修正</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <source>Deferred</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>No pose yet</source>
        <translation>姿勢なし</translation>
    </message>
    <message>
        <source>Calibrated: ok</source>
        <translation>キャリブレーション: 良好</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>要レビュー</translation>
    </message>
    <message>
        <source>Calibration failed</source>
        <translation>キャリブレーション失敗</translation>
    </message>
    <message>
        <source>Run the calibration, or place keypoints: four fix the camera.</source>
        <translation>キャリブレーションを実行するか、キーポイントを置いてください: 4 個でカメラが決まります。</translation>
    </message>
    <message>
        <source>The pictures are %1 frames late.</source>
        <translation>画像が %1 フレーム遅れています。</translation>
    </message>
    <message>
        <source>The pictures are %1 frames early.</source>
        <translation>画像が %1 フレーム進んでいます。</translation>
    </message>
    <message>
        <source>%1: %2 mm to be added</source>
        <translation>%1: %2 mm を加算</translation>
    </message>
    <message>
        <source>%1: %2° to be added</source>
        <translation>%1: %2° を加算</translation>
    </message>
    <message>
        <source>%1 stands %2 mm, %3° from where the description says.</source>
        <translation>%1 は記述された場所から %2 mm、%3° ずれています。</translation>
    </message>
    <message>
        <source>Camera in base space</source>
        <translation>ベース座標系でのカメラ</translation>
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
        <translation>x 軸まわり</translation>
    </message>
    <message>
        <source>Turn about y</source>
        <translation>y 軸まわり</translation>
    </message>
    <message>
        <source>Turn about z</source>
        <translation>z 軸まわり</translation>
    </message>
    <message>
        <source>Copy matrix (camera from base)</source>
        <translation>行列をコピー (ベースからカメラへ)</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>品質</translation>
    </message>
    <message>
        <source>Mask overlap (IoU)</source>
        <translation>マスクの重なり (IoU)</translation>
    </message>
    <message>
        <source>Overlap, unused frames</source>
        <translation>重なり (未使用フレーム)</translation>
    </message>
    <message>
        <source>Contour distance</source>
        <translation>輪郭の距離</translation>
    </message>
    <message>
        <source>Keypoint distance</source>
        <translation>キーポイントの距離</translation>
    </message>
    <message>
        <source>Expected tool error</source>
        <translation>ツールの予想誤差</translation>
    </message>
    <message>
        <source>Risk of being wrong</source>
        <translation>誤りのリスク</translation>
    </message>
    <message>
        <source>Frames used</source>
        <translation>使用フレーム数</translation>
    </message>
    <message>
        <source>The robot, as the pictures show it</source>
        <translation>画像から分かるロボット</translation>
    </message>
    <message>
        <source>%1 mm sideways,
%2 mm in depth,
%3° turned</source>
        <translation>横 %1 mm、
奥行き %2 mm、
回転 %3°</translation>
    </message>
    <message>
        <source>Uncertain by about</source>
        <translation>不確かさ (およそ)</translation>
    </message>
    <message>
        <source>Skip this camera</source>
        <translation>このカメラをスキップ</translation>
    </message>
    <message>
        <source>Refine with the focal length</source>
        <translation>焦点距離も含めて精密化</translation>
    </message>
    <message>
        <source>Refine with the zeros of the joints</source>
        <translation>関節の原点も含めて精密化</translation>
    </message>
    <message>
        <source>Refine with the places of further arms</source>
        <translation>ほかの腕の位置も含めて精密化</translation>
    </message>
    <message>
        <source>Refine with the lag</source>
        <translation>遅れも含めて精密化</translation>
    </message>
</context>
<context>
    <name>camframe::IntrinsicsPanel</name>
    <message>
        <source>These intrinsics are impossible: focal lengths must be above zero and the principal point near the picture.</source>
        <translation>この内部パラメータはあり得ません: 焦点距離は正、主点は画像の近くでなければなりません。</translation>
    </message>
    <message>
        <source>given with the recording</source>
        <translation>記録と共に指定</translation>
    </message>
    <message>
        <source>from the recording</source>
        <translation>記録から</translation>
    </message>
    <message>
        <source>published for this camera</source>
        <translation>このカメラの公開値</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>仮定</translation>
    </message>
    <message>
        <source>refined by the calibration</source>
        <translation>キャリブレーションで精密化</translation>
    </message>
    <message>
        <source>entered by you</source>
        <translation>手入力</translation>
    </message>
    <message>
        <source>Intrinsics</source>
        <translation>内部パラメータ</translation>
    </message>
    <message>
        <source>Focal length x</source>
        <translation>焦点距離 x</translation>
    </message>
    <message>
        <source>Focal length y</source>
        <translation>焦点距離 y</translation>
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
        <translation>歪み k1</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>出所</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>ロック</translation>
    </message>
    <message>
        <source>Calibrations take locked intrinsics as they are</source>
        <translation>ロックした内部パラメータはキャリブレーションでそのまま使われます</translation>
    </message>
    <message>
        <source>Take those of the recording</source>
        <translation>記録の値を使う</translation>
    </message>
    <message>
        <source>They differ by %1 % from those of the recording (%2).</source>
        <translation>記録の値 (%2) と %1 % 異なります。</translation>
    </message>
    <message>
        <source>They differ by %1 % from those of the calibration (%2).</source>
        <translation>キャリブレーションの値 (%2) と %1 % 異なります。</translation>
    </message>
</context>
<context>
    <name>camframe::IssueModel</name>
    <message>
        <source>This camera has no pose yet: run the calibration, or place four keypoints.</source>
        <translation>このカメラにはまだ姿勢がありません: キャリブレーションを実行するか、キーポイントを 4 個置いてください。</translation>
    </message>
    <message>
        <source>Keypoint %1 is %2 px off in frame %3: check its link point, or move it.</source>
        <translation>キーポイント %1 はフレーム %3 で %2 px ずれています: リンク上の点を確認するか、移動してください。</translation>
    </message>
    <message>
        <source>The recording does not state the focal length; a common one is assumed: enter the real one in the inspector.</source>
        <translation>記録に焦点距離がないため一般的な値を仮定しています: 正しい値をインスペクターで入力してください。</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) have no usable joint values; the robot is not drawn there.</source>
        <translation>
            <numerusform>%n フレームに使える関節値がなく、ロボットは描画されません。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::IssuesPanel</name>
    <message>
        <source>Nothing to report.</source>
        <translation>報告することはありません。</translation>
    </message>
    <message>
        <source>Issues</source>
        <translation>問題</translation>
    </message>
</context>
<context>
    <name>camframe::ItemPanel</name>
    <message>
        <source>In no group: cameras that stand in the same place share one.</source>
        <translation>グループなし: 同じ場所に立つカメラは 1 つのグループにします。</translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) in this group.</source>
        <translation>
            <numerusform>このグループの他の項目 %n 件。</numerusform>
        </translation>
    </message>
    <message>
        <source>This item</source>
        <translation>この項目</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>Group of this item</source>
        <translation>この項目のグループ</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>メモ</translation>
    </message>
    <message>
        <source>Notes about this item</source>
        <translation>この項目のメモ</translation>
    </message>
    <message>
        <source>Propose this pose to the group</source>
        <translation>この姿勢をグループに提案</translation>
    </message>
    <message>
        <source>The others get it as a result to be reviewed, with how well it fits there. What somebody has judged or has open is left alone.</source>
        <translation>他の項目には、当てはまりの良さと共にレビュー対象の結果として渡されます。判定済みのものや開かれているものは変更されません。</translation>
    </message>
</context>
<context>
    <name>camframe::JobItemModel</name>
    <message>
        <source>Camera</source>
        <translation>カメラ</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>結果</translation>
    </message>
</context>
<context>
    <name>camframe::JobModel</name>
    <message>
        <source>about %1 s left</source>
        <translation>残り約 %1 秒</translation>
    </message>
    <message>
        <source>about %1 min left</source>
        <translation>残り約 %1 分</translation>
    </message>
    <message>
        <source>about %1 h left</source>
        <translation>残り約 %1 時間</translation>
    </message>
</context>
<context>
    <name>camframe::JobRunner</name>
    <message>
        <source>%1 of %2</source>
        <translation>%2 中 %1</translation>
    </message>
    <message>
        <source>camera %1</source>
        <translation>カメラ %1</translation>
    </message>
    <message>
        <source>Stopped; nothing was changed.</source>
        <translation>停止しました。何も変更されていません。</translation>
    </message>
</context>
<context>
    <name>camframe::JobsPanel</name>
    <message numerus="yes">
        <source>Items (%n not done)</source>
        <translation>
            <numerusform>項目 (未完了 %n 件)</numerusform>
        </translation>
    </message>
    <message>
        <source>Items</source>
        <translation>項目</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>ログ</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop the chosen job; of many items, those that are done stay</source>
        <translation>選択したジョブを停止します。複数項目のうち完了した分は残ります</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>完了分を消去</translation>
    </message>
    <message>
        <source>The log of the chosen job appears here.</source>
        <translation>選択したジョブのログがここに表示されます。</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>ジョブ</translation>
    </message>
    <message>
        <source>Items of the job</source>
        <translation>ジョブの項目</translation>
    </message>
    <message>
        <source>Double-click or Enter opens the item.</source>
        <translation>ダブルクリックまたは Enter で項目を開きます。</translation>
    </message>
</context>
<context>
    <name>camframe::KeypointModel</name>
    <message>
        <source>%1, mark %2</source>
        <translation>%1、マーク %2</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>非表示</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>not in view</source>
        <translation>視野外</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>番号</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>フレーム</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>リンク</translation>
    </message>
    <message>
        <source>Pixel</source>
        <translation>画素</translation>
    </message>
    <message>
        <source>Residual</source>
        <translation>残差</translation>
    </message>
</context>
<context>
    <name>camframe::KeypointTool</name>
    <message>
        <source>Now click the pixel where this point really is. Esc gives up.</source>
        <translation>次に、この点が実際にある画素をクリックしてください。Esc で中止します。</translation>
    </message>
    <message>
        <source>Click a mark on the chosen link, then the same mark in other frames: where it sits is solved with the pose. Alt and click begins another mark.</source>
        <translation>選んだリンク上のマークをクリックし、他のフレームでも同じマークをクリックしてください: 位置は姿勢と共に解かれます。Alt + クリックで別のマークを始めます。</translation>
    </message>
    <message>
        <source>Click the pixel that shows the chosen link&apos;s origin; drag a keypoint to move it.</source>
        <translation>選んだリンクの原点が写る画素をクリックしてください。キーポイントはドラッグで移動します。</translation>
    </message>
    <message>
        <source>Press on the drawn robot and drag that point to where the picture shows it.</source>
        <translation>描画したロボットの上で押し、画像でその点が見える場所までドラッグしてください。</translation>
    </message>
    <message>
        <source>This frame has no joint values: place keypoints in another frame.</source>
        <translation>このフレームには関節値がありません: 別のフレームにキーポイントを置いてください。</translation>
    </message>
    <message>
        <source>There is no drawn robot under the mouse: press on the overlay, or choose a link under &quot;Bind to&quot;.</source>
        <translation>マウスの下に描画したロボットがありません: 重ね描きの上で押すか、「対応先」でリンクを選んでください。</translation>
    </message>
    <message>
        <source>There is no drawn robot yet: choose a link under &quot;Bind to&quot;, then click where its origin is.</source>
        <translation>まだロボットが描画されていません: 「対応先」でリンクを選び、その原点をクリックしてください。</translation>
    </message>
</context>
<context>
    <name>camframe::KeypointsPanel</name>
    <message>
        <source>Point picked on the drawn robot</source>
        <translation>描画したロボット上で選んだ点</translation>
    </message>
    <message>
        <source>Mark somewhere on %1</source>
        <translation>%1 上のどこかのマーク</translation>
    </message>
    <message>
        <source>Origin of %1</source>
        <translation>%1 の原点</translation>
    </message>
    <message>
        <source>Mark %1 on %2: not found yet; click it in more frames.</source>
        <translation>%2 上のマーク %1: まだ求まりません。さらに多くのフレームでクリックしてください。</translation>
    </message>
    <message>
        <source>That is uncertain: click it in frames in which the link is turned otherwise.</source>
        <translation>これは不確かです: リンクの向きが異なるフレームでクリックしてください。</translation>
    </message>
    <message>
        <source>&amp;Bind to</source>
        <translation>対応先(&amp;B)</translation>
    </message>
    <message>
        <source>What the next keypoint shows: a point that you pick on the drawn robot, a link&apos;s origin, or a mark on a link whose place is found from several frames</source>
        <translation>次のキーポイントが示すもの: 描画したロボット上で選ぶ点、リンクの原点、または複数のフレームから位置を求めるリンク上のマーク</translation>
    </message>
    <message>
        <source>&amp;Find its place on the link</source>
        <translation>リンク上の位置を求める(&amp;F)</translation>
    </message>
    <message>
        <source>The place of the chosen point on its link is solved for together with the pose</source>
        <translation>選んだ点のリンク上の位置を姿勢と共に解きます</translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation>キーポイント</translation>
    </message>
    <message numerus="yes">
        <source>Mark %1 is at %2 mm of the origin of %3, ± %4 mm; from %n frame(s), %5 px.</source>
        <translation>
            <numerusform>マーク %1 は %3 の原点から %2 mm、± %4 mm (%n フレーム、%5 px)。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::MainWindow</name>
    <message>
        <source>Preparing the demo ...</source>
        <translation>デモを準備しています ...</translation>
    </message>
    <message>
        <source>Opening %1 ...</source>
        <translation>%1 を開いています ...</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存の変更</translation>
    </message>
    <message>
        <source>The last changes could not be saved in %1. Shall they be lost?</source>
        <translation>最後の変更を %1 に保存できませんでした。破棄しますか?</translation>
    </message>
    <message>
        <source>Open a recording</source>
        <translation>記録を開く</translation>
    </message>
    <message>
        <source>Nothing was open yet</source>
        <translation>まだ何も開いていません</translation>
    </message>
    <message>
        <source>About Camframe</source>
        <translation>Camframe について</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Camframe %1&lt;/h3&gt;&lt;p&gt;Finds where the camera of a robot recording stood and writes actions in its space.&lt;/p&gt;&lt;p&gt;Apache License 2.0&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Camframe %1&lt;/h3&gt;&lt;p&gt;ロボットの記録を撮ったカメラの位置を求め、アクションをそのカメラ座標系で書き出します。&lt;/p&gt;&lt;p&gt;Apache License 2.0&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Open a calibration</source>
        <translation>キャリブレーションを開く</translation>
    </message>
    <message>
        <source>Calibration (*.json *.txt)</source>
        <translation>キャリブレーション (*.json *.txt)</translation>
    </message>
    <message>
        <source>Folder for the calibration</source>
        <translation>キャリブレーションのフォルダー</translation>
    </message>
    <message>
        <source>Folder for the action file</source>
        <translation>アクションファイルのフォルダー</translation>
    </message>
    <message>
        <source>There is no other pose to compare with: remember one with Shift+C, then move on.</source>
        <translation>比較する姿勢がありません: Shift+C で記憶してから動かしてください。</translation>
    </message>
    <message>
        <source>Open a review list</source>
        <translation>レビューリストを開く</translation>
    </message>
    <message>
        <source>Review lists (*.camreview)</source>
        <translation>レビューリスト (*.camreview)</translation>
    </message>
    <message>
        <source>Reject because</source>
        <translation>却下の理由</translation>
    </message>
    <message>
        <source>the pose is wrong</source>
        <translation>姿勢が間違っている</translation>
    </message>
    <message>
        <source>the camera moves</source>
        <translation>カメラが動いている</translation>
    </message>
    <message>
        <source>the robot is not in view</source>
        <translation>ロボットが視野にない</translation>
    </message>
    <message>
        <source>pictures and joints do not fit</source>
        <translation>画像と関節が合わない</translation>
    </message>
    <message>
        <source>the pictures are poor</source>
        <translation>画像の質が悪い</translation>
    </message>
    <message>
        <source>it is another robot</source>
        <translation>別のロボットである</translation>
    </message>
    <message>
        <source>Another reason...</source>
        <translation>その他の理由...</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>却下</translation>
    </message>
    <message>
        <source>Reason:</source>
        <translation>理由:</translation>
    </message>
    <message>
        <source>Step %1 mm, %2° · camera axes</source>
        <translation>ステップ %1 mm, %2° · カメラ軸</translation>
    </message>
    <message>
        <source>Step %1 mm, %2° · base axes</source>
        <translation>ステップ %1 mm, %2° · ベース軸</translation>
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
        <translation>ファイル(&amp;F)</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>最近使ったもの(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>編集(&amp;E)</translation>
    </message>
    <message>
        <source>Move Keypoint</source>
        <translation>キーポイントを移動</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>表示(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>パネル(&amp;P)</translation>
    </message>
    <message>
        <source>T&amp;heme</source>
        <translation>テーマ(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>言語(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>ツール(&amp;T)</translation>
    </message>
    <message>
        <source>F&amp;rame</source>
        <translation>フレーム(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Camera</source>
        <translation>カメラ(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Move Robot</source>
        <translation>ロボットを移動(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>ヘルプ(&amp;H)</translation>
    </message>
    <message>
        <source>Opacity of the drawn robot</source>
        <translation>描画したロボットの不透明度</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画像</translation>
    </message>
    <message>
        <source>Camera on show</source>
        <translation>表示中のカメラ</translation>
    </message>
    <message>
        <source>Open a team&apos;s review list</source>
        <translation>チームのレビューリストを開く</translation>
    </message>
    <message>
        <source>Its name: postgresql://USER@HOST/DATABASE/PROJECT. The password comes from ~/.pgpass.</source>
        <translation>名前: postgresql://USER@HOST/DATABASE/PROJECT。パスワードは ~/.pgpass から取得します。</translation>
    </message>
    <message>
        <source>Also &amp;Solve For</source>
        <translation>同時に解くもの(&amp;S)</translation>
    </message>
</context>
<context>
    <name>camframe::MaskTool</name>
    <message>
        <source>What counts for nothing: </source>
        <translation>除外するもの: </translation>
    </message>
    <message>
        <source>What is robot: </source>
        <translation>ロボットの部分: </translation>
    </message>
    <message>
        <source>click what belongs to it, right-click what does not; Esc starts anew.</source>
        <translation>含むものをクリック、含まないものを右クリック。Esc でやり直します。</translation>
    </message>
    <message>
        <source>click corners, then the first one again to fill (right button: erase). Esc gives up.</source>
        <translation>角をクリックし、最初の角をもう一度クリックすると塗りつぶします (右ボタン: 消去)。Esc で中止します。</translation>
    </message>
    <message>
        <source>drag to erase, Ctrl + wheel changes the brush.</source>
        <translation>ドラッグで消去、Ctrl + ホイールでブラシを変更します。</translation>
    </message>
    <message>
        <source>drag to paint, right-drag to erase, Ctrl + wheel changes the brush.</source>
        <translation>ドラッグで塗り、右ドラッグで消去、Ctrl + ホイールでブラシを変更します。</translation>
    </message>
    <message>
        <source>Click first what belongs to the mask; the right button then says what does not.</source>
        <translation>まずマスクに含むものをクリックしてください。その後、右ボタンで含まないものを示します。</translation>
    </message>
    <message>
        <source>There is no drawn robot in this frame to start from.</source>
        <translation>このフレームには元にする描画ロボットがありません。</translation>
    </message>
</context>
<context>
    <name>camframe::PoseTool</name>
    <message>
        <source>Drag the drawn robot to shift it, right-drag to turn it (Shift: roll), Ctrl + wheel for distance, arrow keys for small steps.</source>
        <translation>描画したロボットをドラッグで移動、右ドラッグで回転 (Shift: ロール)、Ctrl + ホイールで距離、矢印キーで微調整します。</translation>
    </message>
    <message>
        <source>There is no pose to drag yet: run the calibration, or place four keypoints.</source>
        <translation>ドラッグする姿勢がまだありません: キャリブレーションを実行するか、キーポイントを 4 個置いてください。</translation>
    </message>
</context>
<context>
    <name>camframe::PoseVersionModel</name>
    <message>
        <source>on show</source>
        <translation>表示中</translation>
    </message>
    <message>
        <source>as opened</source>
        <translation>開いた時点</translation>
    </message>
    <message>
        <source>%1°</source>
        <translation>%1°</translation>
    </message>
    <message>
        <source>no pose</source>
        <translation>姿勢なし</translation>
    </message>
    <message>
        <source>%1 mm</source>
        <translation>%1 mm</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Pose by</source>
        <translation>姿勢の由来</translation>
    </message>
    <message>
        <source>Turned</source>
        <translation>回転</translation>
    </message>
    <message>
        <source>Moved</source>
        <translation>移動</translation>
    </message>
    <message>
        <source>At the tool</source>
        <translation>ツール位置</translation>
    </message>
</context>
<context>
    <name>camframe::ProjectDocument</name>
    <message>
        <source>The project file %1 does not answer: the last changes are not saved yet.</source>
        <translation>プロジェクトファイル %1 が応答しません。最後の変更はまだ保存されていません。</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewDesk</name>
    <message>
        <source>%1 has this camera open: look, but leave it to them, or take another.</source>
        <translation>%1 がこのカメラを開いています: 見るだけにして任せるか、別のカメラを選んでください。</translation>
    </message>
    <message>
        <source>%1 was faster with %2, camera %3; your verdict was not written.</source>
        <translation>%2、カメラ %3 は %1 が先でした。あなたの判定は書き込まれていません。</translation>
    </message>
    <message>
        <source>%1 has signed this verdict off; it stands until the signature is withdrawn.</source>
        <translation>%1 がこの判定に署名しました。署名が取り消されるまで判定は変わりません。</translation>
    </message>
    <message>
        <source>Somebody else changed the same text of %1, camera %2, meanwhile; yours was not written.</source>
        <translation>%1、カメラ %2 の同じ文字列を、その間に別の人が変更しました。あなたの入力は書き込まれていません。</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewDialog</name>
    <message>
        <source>New review list</source>
        <translation>新しいレビューリスト</translation>
    </message>
    <message>
        <source>A review list holds every camera of every episode of a dataset, with the results of &quot;camframe calibrate&quot; and the verdicts of all reviewers.</source>
        <translation>レビューリストは、データセットの全エピソードの全カメラを、&quot;camframe calibrate&quot; の結果と全員の判定と共に収めます。</translation>
    </message>
    <message>
        <source>&amp;Dataset</source>
        <translation>データセット(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Results of calibrate</source>
        <translation>calibrate の結果(&amp;R)</translation>
    </message>
    <message>
        <source>optional: the folder that calibrations were written to</source>
        <translation>任意: キャリブレーション結果のフォルダー</translation>
    </message>
    <message>
        <source>optional: profile name or URDF</source>
        <translation>任意: プロファイル名または URDF</translation>
    </message>
    <message>
        <source>R&amp;obot</source>
        <translation>ロボット(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;List</source>
        <translation>リスト(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Make List</source>
        <translation>リストを作成(&amp;M)</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>選択</translation>
    </message>
    <message>
        <source>Review list</source>
        <translation>レビューリスト</translation>
    </message>
    <message>
        <source>Review lists (*.camreview)</source>
        <translation>レビューリスト (*.camreview)</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>フォルダーを選択</translation>
    </message>
    <message>
        <source>Choose the dataset: a folder with episode.json, or with such folders.</source>
        <translation>データセットを選んでください: episode.json のあるフォルダー、またはそのようなフォルダーを含むフォルダー。</translation>
    </message>
    <message>
        <source>The folder of results does not exist.</source>
        <translation>結果のフォルダーがありません。</translation>
    </message>
    <message>
        <source>Choose where the list shall lie; people who share it need the same path.</source>
        <translation>リストの保存場所を選んでください。共有する人には同じパスが必要です。</translation>
    </message>
    <message>
        <source>There is such a file already: open it, or choose another name.</source>
        <translation>そのファイルはすでにあります: 開くか、別の名前を選んでください。</translation>
    </message>
    <message>
        <source>*.camreview, or postgresql://USER@HOST/DATABASE/PROJECT</source>
        <translation>*.camreview または postgresql://USER@HOST/DATABASE/PROJECT</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewModel</name>
    <message>
        <source>not run</source>
        <translation>未実行</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>review</source>
        <translation>要レビュー</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>承認済み</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>却下</translation>
    </message>
    <message>
        <source>to fix</source>
        <translation>要修正</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <source>deferred</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>%1, stale</source>
        <translation>%1、古い判定</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 (open)</source>
        <translation>%1 (開いています)</translation>
    </message>
    <message>
        <source>%1 judged an earlier pose. Look again and give the verdict anew.</source>
        <translation>%1 は以前の姿勢を判定しました。見直して判定し直してください。</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Episode</source>
        <translation>エピソード</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>カメラ</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>リスク</translation>
    </message>
    <message>
        <source>Robot</source>
        <translation>ロボット</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>タスク</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>タグ</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>フレーム</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>メモ</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>レビュー担当</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>備考</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewPanel</name>
    <message>
        <source>Set group...</source>
        <translation>グループを設定...</translation>
    </message>
    <message>
        <source>Set tags...</source>
        <translation>タグを設定...</translation>
    </message>
    <message>
        <source>Set frames to export...</source>
        <translation>書き出すフレームを設定...</translation>
    </message>
    <message>
        <source>Calibrate...</source>
        <translation>キャリブレーション...</translation>
    </message>
    <message>
        <source>%1 of %2 · %3 judged</source>
        <translation>%2 中 %1 · 判定済み %3</translation>
    </message>
    <message>
        <source>%1 · %2 judged</source>
        <translation>%1 · 判定済み %2</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>review</source>
        <translation>要レビュー</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>未実行</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>未判定</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>古い判定</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>リスク</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>カメラ</translation>
    </message>
    <message>
        <source>Robot</source>
        <translation>ロボット</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>タスク</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>タグ</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>レビュー担当</translation>
    </message>
    <message>
        <source>Save this query...</source>
        <translation>この検索を保存...</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Save this query</source>
        <translation>この検索を保存</translation>
    </message>
    <message>
        <source>Name of the query:</source>
        <translation>検索の名前:</translation>
    </message>
    <message>
        <source>Set group</source>
        <translation>グループを設定</translation>
    </message>
    <message numerus="yes">
        <source>Group of the %n chosen item(s):</source>
        <translation>
            <numerusform>選択した %n 件のグループ:</numerusform>
        </translation>
    </message>
    <message>
        <source>Set tags</source>
        <translation>タグを設定</translation>
    </message>
    <message numerus="yes">
        <source>Tags of the %n chosen item(s), parted by blanks:</source>
        <translation>
            <numerusform>選択した %n 件のタグ (空白区切り):</numerusform>
        </translation>
    </message>
    <message>
        <source>Set frames to export</source>
        <translation>書き出すフレームを設定</translation>
    </message>
    <message numerus="yes">
        <source>Frames of the %n chosen item(s), such as 10-200; nothing: all:</source>
        <translation>
            <numerusform>選択した %n 件のフレーム (例 10-200、空ならすべて):</numerusform>
        </translation>
    </message>
    <message>
        <source>Filter: words, status:review,failed  risk&gt;20%  camera:front  verdict:none</source>
        <translation>フィルター: 語、status:review,failed  risk&gt;20%  camera:front  verdict:none</translation>
    </message>
    <message>
        <source>Words are looked for everywhere. Fields: status, verdict, camera, robot, task, group, tag, reviewer, episode, claimed; several values are separated by commas; risk&gt;0.2, risk&lt;5%. A minus turns a term around, quotes keep words together.</source>
        <translation>語はすべての欄で検索されます。フィールド: status, verdict, camera, robot, task, group, tag, reviewer, episode, claimed。複数の値はコンマで区切ります。risk&gt;0.2, risk&lt;5%。マイナスは条件を反転し、引用符は語をまとめます。</translation>
    </message>
    <message>
        <source>Filter of the review list</source>
        <translation>レビューリストのフィルター</translation>
    </message>
    <message>
        <source>Add term</source>
        <translation>条件を追加</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Review list</source>
        <translation>レビューリスト</translation>
    </message>
    <message>
        <source>No review list is open. Make one of a dataset and its calibrations, or open one: File menu, Review List.</source>
        <translation>レビューリストが開かれていません。データセットとそのキャリブレーションから作成するか、開いてください: ファイルメニューのレビューリスト。</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewSession</name>
    <message>
        <source>Every camera of this list has a verdict.</source>
        <translation>このリストのカメラはすべて判定済みです。</translation>
    </message>
    <message>
        <source>The list says &quot;%1&quot; of this camera, the project says &quot;%2&quot;. Judge it again to say which holds.</source>
        <translation>このカメラについて、リストでは「%1」、プロジェクトでは「%2」です。どちらが正しいか、もう一度判定してください。</translation>
    </message>
    <message>
        <source>Nothing was judged: episode %1, camera %2, is chosen in the list, but not on show.</source>
        <translation>判定していません: リストで選ばれているエピソード %1、カメラ %2 は表示されていません。</translation>
    </message>
</context>
<context>
    <name>camframe::SceneView</name>
    <message>
        <source>This computer offers no OpenGL, so there is no 3D scene. Everything else works.</source>
        <translation>このコンピューターでは OpenGL が使えないため 3D シーンはありません。他はすべて動作します。</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>全体</translation>
    </message>
    <message>
        <source>Look at robot and camera from outside</source>
        <translation>ロボットとカメラを外から見る</translation>
    </message>
    <message>
        <source>From camera</source>
        <translation>カメラから</translation>
    </message>
    <message>
        <source>Look from where the recorded camera stands</source>
        <translation>記録したカメラの位置から見る</translation>
    </message>
    <message>
        <source>Follow tool</source>
        <translation>ツールを追う</translation>
    </message>
    <message>
        <source>Keep the tool in the middle from frame to frame</source>
        <translation>フレームが変わってもツールを中央に保つ</translation>
    </message>
    <message>
        <source>3 σ × %1</source>
        <translation>3 σ × %1</translation>
    </message>
    <message>
        <source>The ellipsoid says how uncertain the camera&apos;s place is: three standard deviations, drawn %1 times as large. Semi-axes %2, %3 and %4 mm.</source>
        <translation>楕円体はカメラ位置の不確かさを示します: 標準偏差の 3 倍を %1 倍に拡大。半軸 %2、%3、%4 mm。</translation>
    </message>
</context>
<context>
    <name>camframe::ShortcutDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>キーボードショートカット</translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation>操作またはキーを検索</translation>
    </message>
    <message>
        <source>Double-click a key to change it.</source>
        <translation>ダブルクリックでキーを変更します。</translation>
    </message>
    <message>
        <source>Reset to default</source>
        <translation>既定に戻す</translation>
    </message>
</context>
<context>
    <name>camframe::ShortcutModel</name>
    <message>
        <source>%1 already belongs to &quot;%2&quot;: give that one another key first.</source>
        <translation>%1 はすでに「%2」に割り当てられています: 先にそちらのキーを変えてください。</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>既定</translation>
    </message>
</context>
<context>
    <name>camframe::Timeline</name>
    <message>
        <source>No frame has been scored yet: F7 compares them all with the drawn robot.</source>
        <translation>まだどのフレームも評価されていません: F7 で描画したロボットと全フレームを比較します。</translation>
    </message>
    <message>
        <source>Frame %1 fits worst: its outline is off by %2 px.</source>
        <translation>フレーム %1 が最も合いません: 輪郭が %2 px ずれています。</translation>
    </message>
    <message>
        <source>No gripper opens or closes after this frame.</source>
        <translation>このフレームより後にグリッパーの開閉はありません。</translation>
    </message>
    <message>
        <source>No gripper opens or closes before this frame.</source>
        <translation>このフレームより前にグリッパーの開閉はありません。</translation>
    </message>
    <message>
        <source>Current frame; type a number to go there</source>
        <translation>現在のフレーム。数字を入力すると移動します</translation>
    </message>
    <message>
        <source>Drag to scrub. Green diamonds: frames with keypoints; small dots: carried over. Violet squares: frames with masks; small ones: carried over. Blue dots on the line: frames that the calibration used. Red: frames without joint values. Bars below: how far the drawn outline is off (F7). Lowest: how far the gripper is open, with marks where it opens and closes.</source>
        <translation>ドラッグで移動します。緑のひし形: キーポイントのあるフレーム、小さな点: 引き継いだもの。紫の四角: マスクのあるフレーム、小さいもの: 引き継いだもの。線上の青い点: キャリブレーションに使ったフレーム。赤: 関節値のないフレーム。下の棒: 描画した輪郭のずれ (F7)。最下段: グリッパーの開き具合と開閉の印。</translation>
    </message>
    <message>
        <source>Filmstrip</source>
        <translation>フィルムストリップ</translation>
    </message>
    <message>
        <source>Current frame</source>
        <translation>現在のフレーム</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>タイムライン</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
</context>
<context>
    <name>camframe::ViewTool</name>
    <message>
        <source>Drag to pan, turn the wheel to zoom, click the robot to select a link.</source>
        <translation>ドラッグで移動、ホイールで拡大縮小、ロボットをクリックするとリンクを選択します。</translation>
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
        <translation>ロボットの記録を、画像にロボットを重ねて表示し、カメラの位置を求め、うまくいかなかった箇所を直せるようにします。</translation>
    </message>
    <message>
        <source>Opened before</source>
        <translation>以前に開いたもの</translation>
    </message>
    <message>
        <source>Or drop a recording, a review list or a calibration on the window. %1 finds any command, %2 lists all keys.</source>
        <translation>または記録、レビューリスト、キャリブレーションをウィンドウにドロップしてください。%1 で任意のコマンドを検索、%2 ですべてのキーを一覧できます。</translation>
    </message>
</context>
<context>
    <name>camframe::Workspace</name>
    <message>
        <source>the demo</source>
        <translation>デモ</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 を開く</translation>
    </message>
    <message>
        <source>There is no pose to refine yet: calibrate, or place four keypoints.</source>
        <translation>精密化する姿勢がまだありません: キャリブレーションするか、キーポイントを 4 個置いてください。</translation>
    </message>
    <message numerus="yes">
        <source>Masks are drawn in %n frame(s), and only those take part: more of them, with the arm in other places, make the camera surer.</source>
        <translation>
            <numerusform>マスクは %n フレームにあり、それらだけが使われます: 腕の位置が異なるマスクを増やすとカメラがより確かになります。</numerusform>
        </translation>
    </message>
    <message>
        <source>Refine %1</source>
        <translation>%1 を精密化</translation>
    </message>
    <message>
        <source>Calibrate %1</source>
        <translation>%1 をキャリブレーション</translation>
    </message>
    <message>
        <source>Done: ok.</source>
        <translation>完了: 良好。</translation>
    </message>
    <message>
        <source>Done: please review.</source>
        <translation>完了: レビューしてください。</translation>
    </message>
    <message>
        <source>The calibration did not find a pose it trusts; the issues say what to do.</source>
        <translation>信頼できる姿勢が見つかりませんでした。どうすればよいかは「問題」にあります。</translation>
    </message>
    <message>
        <source>Done: no trustworthy pose.</source>
        <translation>完了: 信頼できる姿勢なし。</translation>
    </message>
    <message>
        <source>There is no pose to compare the frames with yet.</source>
        <translation>フレームと比較する姿勢がまだありません。</translation>
    </message>
    <message>
        <source>Score the frames of %1</source>
        <translation>%1 のフレームを評価</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>完了。</translation>
    </message>
    <message>
        <source>The robot is not drawn in this frame, so there is nothing to find its colours by.</source>
        <translation>このフレームにはロボットが描画されていないため、色を調べる手掛かりがありません。</translation>
    </message>
    <message>
        <source>Find the robot in frame %1</source>
        <translation>フレーム %1 でロボットを検出</translation>
    </message>
    <message>
        <source>There is no pose to accept yet.</source>
        <translation>承認する姿勢がまだありません。</translation>
    </message>
    <message>
        <source>Only the pose was taken: %1</source>
        <translation>姿勢だけを取り込みました: %1</translation>
    </message>
    <message>
        <source>%1 is about camera &quot;%2&quot;, not &quot;%3&quot;: choose that camera first.</source>
        <translation>%1 は「%3」ではなくカメラ「%2」のものです: 先にそのカメラを選んでください。</translation>
    </message>
    <message>
        <source>%1 is about pictures of %2 x %3 pixels; these have %4 x %5.</source>
        <translation>%1 は %2 x %3 画素の画像のものです。この画像は %4 x %5 です。</translation>
    </message>
    <message>
        <source>The calibration was written to %1.</source>
        <translation>キャリブレーションを %1 に書き出しました。</translation>
    </message>
    <message>
        <source>Make review list %1</source>
        <translation>レビューリスト %1 を作成</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) could not be read, the first: %1</source>
        <translation>
            <numerusform>%n 件を読み込めませんでした。最初のもの: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s), %1 calibrated.</source>
        <translation>
            <numerusform>カメラ %n 台、うちキャリブレーション済み %1 台。</numerusform>
        </translation>
    </message>
    <message>
        <source>Export actions</source>
        <translation>アクションを書き出す</translation>
    </message>
    <message>
        <source>The actions were written to %1.</source>
        <translation>アクションを %1 に書き出しました。</translation>
    </message>
    <message>
        <source>The recording was read.</source>
        <translation>記録を読み込みました。</translation>
    </message>
    <message>
        <source>Something else was opened meanwhile.</source>
        <translation>その間に別のものが開かれました。</translation>
    </message>
</context>
</TS>
