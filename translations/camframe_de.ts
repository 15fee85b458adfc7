<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Open Recording...</source>
        <translation>Aufnahme &amp;öffnen ...</translation>
    </message>
    <message>
        <source>Open the De&amp;mo</source>
        <translation>De&amp;mo öffnen</translation>
    </message>
    <message>
        <source>Open &amp;Calibration...</source>
        <translation>&amp;Kalibrierung öffnen ...</translation>
    </message>
    <message>
        <source>&amp;New Review List...</source>
        <translation>&amp;Neue Prüfliste ...</translation>
    </message>
    <message>
        <source>Open &amp;Review List...</source>
        <translation>&amp;Prüfliste öffnen ...</translation>
    </message>
    <message>
        <source>&amp;Bring Review List up to Date</source>
        <translation>Prüfliste auf den &amp;neuesten Stand bringen</translation>
    </message>
    <message>
        <source>&amp;Export Calibration...</source>
        <translation>Kalibrierung &amp;exportieren ...</translation>
    </message>
    <message>
        <source>Export Camera-Frame &amp;Actions...</source>
        <translation>&amp;Aktionen im Kameraraum exportieren ...</translation>
    </message>
    <message>
        <source>Export from the Review &amp;List...</source>
        <translation>Aus der Prüf&amp;liste exportieren ...</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Remove Keypoint</source>
        <translation>Schlüsselpunkt entfernen</translation>
    </message>
    <message>
        <source>Select Next Keypoint</source>
        <translation>Nächsten Schlüsselpunkt wählen</translation>
    </message>
    <message>
        <source>Select Previous Keypoint</source>
        <translation>Vorigen Schlüsselpunkt wählen</translation>
    </message>
    <message>
        <source>&amp;Solve from Keypoints</source>
        <translation>Aus &amp;Schlüsselpunkten lösen</translation>
    </message>
    <message>
        <source>Next Near-&amp;Tie</source>
        <translation>Nächste &amp;mehrdeutige Pose</translation>
    </message>
    <message>
        <source>Previous Near-Tie</source>
        <translation>Vorige mehrdeutige Pose</translation>
    </message>
    <message>
        <source>Solve &amp;While Dragging</source>
        <translation>Beim &amp;Ziehen lösen</translation>
    </message>
    <message>
        <source>&amp;Hide or Show Keypoint</source>
        <translation>Schlüsselpunkt &amp;aus- oder einblenden</translation>
    </message>
    <message>
        <source>&amp;Confirm Keypoint</source>
        <translation>Schlüsselpunkt &amp;bestätigen</translation>
    </message>
    <message>
        <source>&amp;Find Its Place on the Link</source>
        <translation>Seinen &amp;Ort auf dem Glied finden</translation>
    </message>
    <message>
        <source>Carry &amp;Forward</source>
        <translation>Nach &amp;vorn übertragen</translation>
    </message>
    <message>
        <source>Carry &amp;Backward</source>
        <translation>Nach &amp;hinten übertragen</translation>
    </message>
    <message>
        <source>Carry over the &amp;Loop</source>
        <translation>Über die &amp;Schleife übertragen</translation>
    </message>
    <message>
        <source>&amp;Interpolate over the Loop</source>
        <translation>Über die Schleife &amp;interpolieren</translation>
    </message>
    <message>
        <source>Frame Where a &amp;Correction Helps Most</source>
        <translation>Bild, in dem eine &amp;Korrektur am meisten hilft</translation>
    </message>
    <message>
        <source>Keypoint Left</source>
        <translation>Schlüsselpunkt nach links</translation>
    </message>
    <message>
        <source>Keypoint Right</source>
        <translation>Schlüsselpunkt nach rechts</translation>
    </message>
    <message>
        <source>Keypoint Up</source>
        <translation>Schlüsselpunkt nach oben</translation>
    </message>
    <message>
        <source>Keypoint Down</source>
        <translation>Schlüsselpunkt nach unten</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>Ver&amp;größern</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>Ver&amp;kleinern</translation>
    </message>
    <message>
        <source>&amp;Fit to Window</source>
        <translation>Ins &amp;Fenster einpassen</translation>
    </message>
    <message>
        <source>&amp;Actual Pixels</source>
        <translation>&amp;Originalgröße</translation>
    </message>
    <message>
        <source>Draw &amp;Robot</source>
        <translation>&amp;Roboter einzeichnen</translation>
    </message>
    <message>
        <source>F&amp;ill</source>
        <translation>F&amp;läche</translation>
    </message>
    <message>
        <source>Out&amp;line</source>
        <translation>&amp;Umriss</translation>
    </message>
    <message>
        <source>&amp;Wireframe</source>
        <translation>&amp;Drahtgitter</translation>
    </message>
    <message>
        <source>&amp;Colours by Link</source>
        <translation>Nach &amp;Gliedern färben</translation>
    </message>
    <message>
        <source>Colours by &amp;Distance</source>
        <translation>Nach &amp;Entfernung färben</translation>
    </message>
    <message>
        <source>&amp;Mask</source>
        <translation>&amp;Maske</translation>
    </message>
    <message>
        <source>&amp;Error against the Mask</source>
        <translation>&amp;Fehler gegenüber der Maske</translation>
    </message>
    <message>
        <source>Di&amp;fference from the Mask</source>
        <translation>Unterschie&amp;d zur Maske</translation>
    </message>
    <message>
        <source>More Opaque</source>
        <translation>Deckender</translation>
    </message>
    <message>
        <source>Less Opaque</source>
        <translation>Durchsichtiger</translation>
    </message>
    <message>
        <source>&amp;Blink (Hold for the Plain Picture)</source>
        <translation>&amp;Blinken (gedrückt: Bild ohne Roboter)</translation>
    </message>
    <message>
        <source>Blink Between Two Poses (Hold for the Other)</source>
        <translation>Zwischen zwei Posen blinken (gedrückt: die andere)</translation>
    </message>
    <message>
        <source>&amp;Compare Two Poses</source>
        <translation>Zwei Posen &amp;vergleichen</translation>
    </message>
    <message>
        <source>Remember This Pose to Compare</source>
        <translation>Diese Pose zum Vergleichen merken</translation>
    </message>
    <message>
        <source>Tool &amp;Path and Axes</source>
        <translation>Werkzeug&amp;bahn und Achsen</translation>
    </message>
    <message>
        <source>Link &amp;Names</source>
        <translation>&amp;Namen der Glieder</translation>
    </message>
    <message>
        <source>&amp;Loupe</source>
        <translation>&amp;Lupe</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>As the &amp;System</source>
        <translation>Wie das &amp;System</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Englisch (English)</translation>
    </message>
    <message>
        <source>Chinese (中文)</source>
        <translation>Chinesisch (中文)</translation>
    </message>
    <message>
        <source>German (Deutsch)</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>Japanese (日本語)</source>
        <translation>Japanisch (日本語)</translation>
    </message>
    <message>
        <source>&amp;View Tool</source>
        <translation>&amp;Ansichtswerkzeug</translation>
    </message>
    <message>
        <source>&amp;Keypoint Tool</source>
        <translation>&amp;Schlüsselpunktwerkzeug</translation>
    </message>
    <message>
        <source>&amp;Pose Tool</source>
        <translation>&amp;Posenwerkzeug</translation>
    </message>
    <message>
        <source>&amp;Mask Tool</source>
        <translation>&amp;Maskenwerkzeug</translation>
    </message>
    <message>
        <source>Near-&amp;Ties</source>
        <translation>&amp;Mehrdeutige Posen</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>&amp;Radierer</translation>
    </message>
    <message>
        <source>&amp;Polygon</source>
        <translation>&amp;Vieleck</translation>
    </message>
    <message>
        <source>&amp;Clicks</source>
        <translation>&amp;Klicks</translation>
    </message>
    <message>
        <source>Region to &amp;Ignore</source>
        <translation>&amp;Ausgenommener Bereich</translation>
    </message>
    <message>
        <source>Smaller Brush</source>
        <translation>Kleinerer Pinsel</translation>
    </message>
    <message>
        <source>Larger Brush</source>
        <translation>Größerer Pinsel</translation>
    </message>
    <message>
        <source>Start from the &amp;Drawn Robot</source>
        <translation>Vom &amp;gezeichneten Roboter ausgehen</translation>
    </message>
    <message>
        <source>&amp;Find the Robot in This Frame</source>
        <translation>Roboter in diesem Bild &amp;finden</translation>
    </message>
    <message>
        <source>&amp;Remove the Mask of This Frame</source>
        <translation>Maske dieses Bildes &amp;entfernen</translation>
    </message>
    <message>
        <source>&amp;Play / Pause</source>
        <translation>&amp;Abspielen / Anhalten</translation>
    </message>
    <message>
        <source>Previous Frame</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Next Frame</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Ten Frames Back</source>
        <translation>Zehn Bilder zurück</translation>
    </message>
    <message>
        <source>Ten Frames Forward</source>
        <translation>Zehn Bilder vor</translation>
    </message>
    <message>
        <source>First Frame</source>
        <translation>Erstes Bild</translation>
    </message>
    <message>
        <source>Last Frame</source>
        <translation>Letztes Bild</translation>
    </message>
    <message>
        <source>Previous Frame with Keypoints</source>
        <translation>Voriges Bild mit Schlüsselpunkten</translation>
    </message>
    <message>
        <source>Next Frame with Keypoints</source>
        <translation>Nächstes Bild mit Schlüsselpunkten</translation>
    </message>
    <message>
        <source>Previous Opening or Closing of a Gripper</source>
        <translation>Voriges Öffnen oder Schließen eines Greifers</translation>
    </message>
    <message>
        <source>Next Opening or Closing of a Gripper</source>
        <translation>Nächstes Öffnen oder Schließen eines Greifers</translation>
    </message>
    <message>
        <source>&amp;Worst Frame</source>
        <translation>&amp;Schlechtestes Bild</translation>
    </message>
    <message>
        <source>&amp;Score All Frames</source>
        <translation>Alle Bilder &amp;bewerten</translation>
    </message>
    <message>
        <source>&amp;Loop from This Frame</source>
        <translation>Sch&amp;leife ab diesem Bild</translation>
    </message>
    <message>
        <source>L&amp;oop to This Frame</source>
        <translation>Schleife bis zu &amp;diesem Bild</translation>
    </message>
    <message>
        <source>&amp;No Loop</source>
        <translation>&amp;Keine Schleife</translation>
    </message>
    <message>
        <source>&amp;Calibrate</source>
        <translation>&amp;Kalibrieren</translation>
    </message>
    <message>
        <source>&amp;Refine Current Pose</source>
        <translation>Pose &amp;verfeinern</translation>
    </message>
    <message>
        <source>Calibrate &amp;Many of the List...</source>
        <translation>&amp;Viele der Liste kalibrieren ...</translation>
    </message>
    <message>
        <source>&amp;Propose This Pose to the Group</source>
        <translation>Diese Pose der &amp;Gruppe vorschlagen</translation>
    </message>
    <message>
        <source>S&amp;top Job</source>
        <translation>Auftrag &amp;anhalten</translation>
    </message>
    <message>
        <source>&amp;Accept</source>
        <translation>&amp;Annehmen</translation>
    </message>
    <message>
        <source>Re&amp;ject</source>
        <translation>A&amp;blehnen</translation>
    </message>
    <message>
        <source>Mark to &amp;Fix</source>
        <translation>Zum &amp;Nachbessern vormerken</translation>
    </message>
    <message>
        <source>S&amp;kip</source>
        <translation>Ü&amp;berspringen</translation>
    </message>
    <message>
        <source>&amp;Defer</source>
        <translation>&amp;Zurückstellen</translation>
    </message>
    <message>
        <source>&amp;Withdraw Verdict</source>
        <translation>&amp;Urteil zurückziehen</translation>
    </message>
    <message>
        <source>Next Item Without a Verdict</source>
        <translation>Nächster Eintrag ohne Urteil</translation>
    </message>
    <message>
        <source>Next Item</source>
        <translation>Nächster Eintrag</translation>
    </message>
    <message>
        <source>Previous Item</source>
        <translation>Voriger Eintrag</translation>
    </message>
    <message>
        <source>Filter the Review &amp;List</source>
        <translation>Prüf&amp;liste filtern</translation>
    </message>
    <message>
        <source>Next Camera</source>
        <translation>Nächste Kamera</translation>
    </message>
    <message>
        <source>Previous Camera</source>
        <translation>Vorige Kamera</translation>
    </message>
    <message>
        <source>Robot Left (-x)</source>
        <translation>Roboter nach links (-x)</translation>
    </message>
    <message>
        <source>Robot Right (+x)</source>
        <translation>Roboter nach rechts (+x)</translation>
    </message>
    <message>
        <source>Robot Up (-y)</source>
        <translation>Roboter nach oben (-y)</translation>
    </message>
    <message>
        <source>Robot Down (+y)</source>
        <translation>Roboter nach unten (+y)</translation>
    </message>
    <message>
        <source>Robot Farther (+z)</source>
        <translation>Roboter weiter weg (+z)</translation>
    </message>
    <message>
        <source>Robot Nearer (-z)</source>
        <translation>Roboter näher (-z)</translation>
    </message>
    <message>
        <source>Turn Left (about y)</source>
        <translation>Nach links drehen (um y)</translation>
    </message>
    <message>
        <source>Turn Right (about y)</source>
        <translation>Nach rechts drehen (um y)</translation>
    </message>
    <message>
        <source>Turn Up (about x)</source>
        <translation>Nach oben drehen (um x)</translation>
    </message>
    <message>
        <source>Turn Down (about x)</source>
        <translation>Nach unten drehen (um x)</translation>
    </message>
    <message>
        <source>Roll Left (about z)</source>
        <translation>Nach links rollen (um z)</translation>
    </message>
    <message>
        <source>Roll Right (about z)</source>
        <translation>Nach rechts rollen (um z)</translation>
    </message>
    <message>
        <source>Smaller Step</source>
        <translation>Kleinerer Schritt</translation>
    </message>
    <message>
        <source>Larger Step</source>
        <translation>Größerer Schritt</translation>
    </message>
    <message>
        <source>Steps Along &amp;Base Axes</source>
        <translation>Schritte entlang der &amp;Basisachsen</translation>
    </message>
    <message>
        <source>3D Scene</source>
        <translation>3D-Szene</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation>Schlüsselpunkte</translation>
    </message>
    <message>
        <source>Issues</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Review List</source>
        <translation>Prüfliste</translation>
    </message>
    <message>
        <source>Cameras in Step</source>
        <translation>Kameras im Gleichschritt</translation>
    </message>
    <message>
        <source>Contact Sheet</source>
        <translation>Kontaktbogen</translation>
    </message>
    <message>
        <source>&amp;Find a Command...</source>
        <translation>&amp;Befehl suchen ...</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;About Camframe</source>
        <translation>Ü&amp;ber Camframe</translation>
    </message>
    <message>
        <source>Open a &amp;Team&apos;s Review List...</source>
        <translation>Prüfliste eines &amp;Teams öffnen ...</translation>
    </message>
    <message>
        <source>Find Out What the Columns &amp;Mean...</source>
        <translation>Herausfinden, was die &amp;Spalten bedeuten ...</translation>
    </message>
    <message>
        <source>&amp;Focal Length</source>
        <translation>&amp;Brennweite</translation>
    </message>
    <message>
        <source>&amp;Principal Point</source>
        <translation>&amp;Hauptpunkt</translation>
    </message>
    <message>
        <source>&amp;Distortion</source>
        <translation>&amp;Verzeichnung</translation>
    </message>
    <message>
        <source>&amp;Zeros of the Joints</source>
        <translation>&amp;Nullpunkte der Gelenke</translation>
    </message>
    <message>
        <source>Places of Further &amp;Arms</source>
        <translation>Orte weiterer &amp;Arme</translation>
    </message>
    <message>
        <source>&amp;Lag between Pictures and Joints</source>
        <translation>&amp;Zeitversatz zwischen Bildern und Gelenken</translation>
    </message>
</context>
<context>
    <name>BatchCalibration</name>
    <message>
        <source>ok</source>
        <translation>ok</translation>
    </message>
    <message>
        <source>to review: %1</source>
        <translation>zu prüfen: %1</translation>
    </message>
    <message>
        <source>no trustworthy pose: %1</source>
        <translation>keine verlässliche Pose: %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>skipped: %1 has it open</source>
        <translation>übersprungen: %1 hat sie geöffnet</translation>
    </message>
</context>
<context>
    <name>Convention</name>
    <message>
        <source>order of the columns</source>
        <translation>Reihenfolge der Spalten</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>radians</source>
        <translation>Bogenmaß</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>Grad</translation>
    </message>
    <message>
        <source>extrinsics</source>
        <translation>Kamerapose</translation>
    </message>
    <message>
        <source>gripper</source>
        <translation>Greifer</translation>
    </message>
    <message>
        <source>largest value open</source>
        <translation>größter Wert ist offen</translation>
    </message>
    <message>
        <source>largest value closed</source>
        <translation>größter Wert ist geschlossen</translation>
    </message>
    <message>
        <source>all else</source>
        <translation>alles andere</translation>
    </message>
    <message>
        <source>joints</source>
        <translation>Gelenke</translation>
    </message>
    <message>
        <source>arms exchanged</source>
        <translation>Arme vertauscht</translation>
    </message>
    <message>
        <source>arms interleaved</source>
        <translation>Arme abwechselnd</translation>
    </message>
    <message>
        <source>camera in base space</source>
        <translation>Kamera im Raum der Basis</translation>
    </message>
    <message>
        <source>base in camera space</source>
        <translation>Basis im Raum der Kamera</translation>
    </message>
    <message>
        <source>OpenCV axes</source>
        <translation>Achsen von OpenCV</translation>
    </message>
    <message>
        <source>OpenGL axes</source>
        <translation>Achsen von OpenGL</translation>
    </message>
    <message>
        <source>ROS link axes</source>
        <translation>Achsen von ROS</translation>
    </message>
    <message>
        <source>axis-angle</source>
        <translation>Achse und Winkel</translation>
    </message>
    <message>
        <source>axis-angle in degrees</source>
        <translation>Achse und Winkel in Grad</translation>
    </message>
    <message>
        <source>quaternion xyzw</source>
        <translation>Quaternion xyzw</translation>
    </message>
    <message>
        <source>quaternion wxyz</source>
        <translation>Quaternion wxyz</translation>
    </message>
    <message>
        <source>first two columns of the matrix</source>
        <translation>erste zwei Spalten der Matrix</translation>
    </message>
    <message>
        <source>first two rows of the matrix</source>
        <translation>erste zwei Zeilen der Matrix</translation>
    </message>
    <message>
        <source>matrix by rows</source>
        <translation>Matrix zeilenweise</translation>
    </message>
    <message>
        <source>matrix by columns</source>
        <translation>Matrix spaltenweise</translation>
    </message>
    <message>
        <source>matrix with its rotation transposed</source>
        <translation>Matrix mit gestürzter Drehung</translation>
    </message>
    <message>
        <source>matrix 3x4 by rows</source>
        <translation>3x4-Matrix zeilenweise</translation>
    </message>
    <message>
        <source>matrix 4x4 by rows</source>
        <translation>4x4-Matrix zeilenweise</translation>
    </message>
    <message>
        <source>matrix 4x4 by columns</source>
        <translation>4x4-Matrix spaltenweise</translation>
    </message>
    <message>
        <source>rotation</source>
        <translation>Drehung</translation>
    </message>
    <message>
        <source>pose columns</source>
        <translation>Spalten der Greiferpose</translation>
    </message>
    <message>
        <source>pose unit</source>
        <translation>Einheit der Greiferpose</translation>
    </message>
    <message>
        <source>metres</source>
        <translation>Meter</translation>
    </message>
    <message>
        <source>millimetres</source>
        <translation>Millimeter</translation>
    </message>
    <message>
        <source>pose rotation</source>
        <translation>Drehung der Greiferpose</translation>
    </message>
    <message>
        <source>pose base axes</source>
        <translation>Achsen der Basis der Greiferpose</translation>
    </message>
    <message>
        <source>pose body</source>
        <translation>Ort der Greiferpose</translation>
    </message>
    <message>
        <source>the link</source>
        <translation>das Glied</translation>
    </message>
    <message>
        <source>a point of the link</source>
        <translation>ein Punkt des Gliedes</translation>
    </message>
    <message>
        <source>order of colours</source>
        <translation>Reihenfolge der Farben</translation>
    </message>
    <message>
        <source>as stored</source>
        <translation>wie gespeichert</translation>
    </message>
    <message>
        <source>red and blue exchanged</source>
        <translation>Rot und Blau vertauscht</translation>
    </message>
</context>
<context>
    <name>EditCameraCommand</name>
    <message>
        <source>Drag camera</source>
        <translation>Kamera ziehen</translation>
    </message>
    <message>
        <source>Nudge camera</source>
        <translation>Kamera schrittweise bewegen</translation>
    </message>
    <message>
        <source>Enter pose</source>
        <translation>Pose eingeben</translation>
    </message>
    <message>
        <source>Add keypoint</source>
        <translation>Schlüsselpunkt hinzufügen</translation>
    </message>
    <message>
        <source>Move keypoint</source>
        <translation>Schlüsselpunkt verschieben</translation>
    </message>
    <message>
        <source>Remove keypoint</source>
        <translation>Schlüsselpunkt entfernen</translation>
    </message>
    <message>
        <source>Hide keypoint</source>
        <translation>Schlüsselpunkt ausblenden</translation>
    </message>
    <message>
        <source>Show keypoint</source>
        <translation>Schlüsselpunkt einblenden</translation>
    </message>
    <message>
        <source>Confirm keypoint</source>
        <translation>Schlüsselpunkt bestätigen</translation>
    </message>
    <message>
        <source>Carry keypoint over frames</source>
        <translation>Schlüsselpunkt über Bilder übertragen</translation>
    </message>
    <message>
        <source>Solve for a mark&apos;s place</source>
        <translation>Ort einer Marke mitlösen</translation>
    </message>
    <message>
        <source>Keep a mark&apos;s place</source>
        <translation>Ort einer Marke beibehalten</translation>
    </message>
    <message>
        <source>Solve from keypoints</source>
        <translation>Aus Schlüsselpunkten lösen</translation>
    </message>
    <message>
        <source>Choose near-tie</source>
        <translation>Mehrdeutige Pose wählen</translation>
    </message>
    <message>
        <source>Enter intrinsics</source>
        <translation>Intrinsische Parameter eingeben</translation>
    </message>
    <message>
        <source>Lock intrinsics</source>
        <translation>Intrinsische Parameter sperren</translation>
    </message>
    <message>
        <source>Unlock intrinsics</source>
        <translation>Intrinsische Parameter freigeben</translation>
    </message>
    <message>
        <source>Paint mask</source>
        <translation>Maske malen</translation>
    </message>
    <message>
        <source>Erase mask</source>
        <translation>Maske radieren</translation>
    </message>
    <message>
        <source>Find mask in picture</source>
        <translation>Maske im Bild finden</translation>
    </message>
    <message>
        <source>Mask from drawn robot</source>
        <translation>Maske aus gezeichnetem Roboter</translation>
    </message>
    <message>
        <source>Remove mask</source>
        <translation>Maske entfernen</translation>
    </message>
    <message>
        <source>Ignore region</source>
        <translation>Bereich ausnehmen</translation>
    </message>
    <message>
        <source>Carry mask over frames</source>
        <translation>Maske über Bilder übertragen</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Mark to fix</source>
        <translation>Zum Nachbessern vormerken</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Defer</source>
        <translation>Zurückstellen</translation>
    </message>
    <message>
        <source>Withdraw verdict</source>
        <translation>Urteil zurückziehen</translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation>Kalibrieren</translation>
    </message>
    <message>
        <source>Go back to an earlier pose</source>
        <translation>Zu einer früheren Pose zurückkehren</translation>
    </message>
    <message>
        <source>Open calibration</source>
        <translation>Kalibrierung öffnen</translation>
    </message>
</context>
<context>
    <name>ExportChoice</name>
    <message>
        <source>Nobody has accepted it: open it and judge.</source>
        <translation>Niemand hat sie angenommen: öffnen und beurteilen.</translation>
    </message>
    <message>
        <source>%1 rejected it.</source>
        <translation>%1 hat sie abgelehnt.</translation>
    </message>
    <message>
        <source>%1 rejected it: %2.</source>
        <translation>%1 hat sie abgelehnt: %2.</translation>
    </message>
    <message>
        <source>%1 wants it mended: open it, mend and accept it.</source>
        <translation>%1 will sie nachgebessert haben: öffnen, nachbessern und annehmen.</translation>
    </message>
    <message>
        <source>%1 put it aside: open it and judge.</source>
        <translation>%1 hat sie beiseitegelegt: öffnen und beurteilen.</translation>
    </message>
    <message>
        <source>The pose changed after %1 judged it: open it and judge again.</source>
        <translation>Die Pose hat sich nach dem Urteil von %1 geändert: öffnen und erneut beurteilen.</translation>
    </message>
    <message>
        <source>The calibration failed: open it and set the pose.</source>
        <translation>Die Kalibrierung ist gescheitert: öffnen und die Pose setzen.</translation>
    </message>
    <message>
        <source>Not calibrated yet: calibrate it.</source>
        <translation>Noch nicht kalibriert: kalibrieren.</translation>
    </message>
    <message>
        <source>The episode is open in another person&apos;s window: export when they are done.</source>
        <translation>Die Episode ist im Fenster einer anderen Person geöffnet: danach exportieren.</translation>
    </message>
    <message>
        <source>It has %1 frames, and none of those that are asked for.</source>
        <translation>Sie hat %1 Bilder, aber keines der verlangten.</translation>
    </message>
</context>
<context>
    <name>FailureReason</name>
    <message>
        <source>Too few usable frames: record more poses of the robot</source>
        <translation>Zu wenige brauchbare Bilder: mehr Stellungen des Roboters aufnehmen</translation>
    </message>
    <message>
        <source>Two different camera poses explain the pictures almost equally well: compare them and choose, or click a mark</source>
        <translation>Zwei verschiedene Kameraposen erklären die Bilder fast gleich gut: vergleichen und wählen, oder eine Marke anklicken</translation>
    </message>
    <message>
        <source>The mark could not be followed: place it on a corner or print with contrast, or place it again in later frames</source>
        <translation>Die Marke ließ sich nicht verfolgen: auf eine Ecke oder einen kontrastreichen Aufdruck setzen, oder in späteren Bildern erneut setzen</translation>
    </message>
    <message>
        <source>The tracked mark does not move like any point of the link: check the link it is bound to and the joint order</source>
        <translation>Die verfolgte Marke bewegt sich wie kein Punkt des Gliedes: das zugeordnete Glied und die Reihenfolge der Gelenke prüfen</translation>
    </message>
    <message>
        <source>The motion of the mark does not fix the camera (too short, or all in one line or plane): use a longer recording or add a mark on another link</source>
        <translation>Die Bewegung der Marke legt die Kamera nicht fest (zu kurz, oder ganz in einer Linie oder Ebene): eine längere Aufnahme nehmen oder eine Marke auf einem anderen Glied hinzufügen</translation>
    </message>
    <message>
        <source>The drawn robot does not cover the robot in the picture: correct the pose by hand or start from a mark</source>
        <translation>Der gezeichnete Roboter deckt den Roboter im Bild nicht: die Pose von Hand berichtigen oder mit einer Marke beginnen</translation>
    </message>
    <message>
        <source>Frames that were not used in the fit agree worse: look at them before accepting</source>
        <translation>Bilder, die nicht in die Anpassung eingingen, stimmen schlechter überein: vor dem Annehmen ansehen</translation>
    </message>
    <message>
        <source>The first and the second half of the frames give different cameras: the camera may have been bumped, or the evidence is too weak</source>
        <translation>Die erste und die zweite Hälfte der Bilder ergeben verschiedene Kameras: die Kamera wurde vielleicht angestoßen, oder die Belege sind zu schwach</translation>
    </message>
    <message>
        <source>The pictures fix the camera only loosely: use more and more varied frames</source>
        <translation>Die Bilder legen die Kamera nur lose fest: mehr und verschiedenere Bilder verwenden</translation>
    </message>
    <message>
        <source>The refinement did not settle: start from a better pose</source>
        <translation>Die Verfeinerung kam nicht zur Ruhe: von einer besseren Pose ausgehen</translation>
    </message>
    <message>
        <source>The robot is hardly visible in this view: skip this camera</source>
        <translation>Der Roboter ist in dieser Ansicht kaum zu sehen: diese Kamera überspringen</translation>
    </message>
    <message>
        <source>The depth pictures do not fit the robot and were not used: check that they are laid over the colour pictures and in millimetres</source>
        <translation>Die Tiefenbilder passen nicht zum Roboter und wurden nicht verwendet: prüfen, ob sie deckungsgleich mit den Farbbildern und in Millimetern sind</translation>
    </message>
    <message>
        <source>The camera moves while it films (on the wrist, on a vehicle or in a hand), and only a camera that stands still can be calibrated: skip this camera</source>
        <translation>Die Kamera bewegt sich beim Filmen (am Handgelenk, auf einem Fahrzeug oder in einer Hand); nur eine stehende Kamera kann kalibriert werden: diese Kamera überspringen</translation>
    </message>
    <message>
        <source>The camera was knocked during the recording, and this pose holds only for its longest still part: split the recording there</source>
        <translation>Die Kamera wurde während der Aufnahme angestoßen, und diese Pose gilt nur für den längsten ruhigen Teil: die Aufnahme dort teilen</translation>
    </message>
    <message>
        <source>Nothing independent confirms this pose: look at the overlay before accepting</source>
        <translation>Nichts Unabhängiges bestätigt diese Pose: vor dem Annehmen die Überlagerung ansehen</translation>
    </message>
    <message>
        <source>The pose was set by hand and has not been judged yet.</source>
        <translation>Die Pose wurde von Hand gesetzt und noch nicht beurteilt.</translation>
    </message>
    <message>
        <source>The pose was chosen by hand among near-ties and has not been judged yet.</source>
        <translation>Die Pose wurde von Hand unter mehrdeutigen Posen gewählt und noch nicht beurteilt.</translation>
    </message>
    <message>
        <source>A person rejected this pose.</source>
        <translation>Eine Person hat diese Pose abgelehnt.</translation>
    </message>
    <message>
        <source>A person marked this pose to be mended.</source>
        <translation>Eine Person hat diese Pose zum Nachbessern vorgemerkt.</translation>
    </message>
    <message>
        <source>Not run yet.</source>
        <translation>Noch nicht ausgeführt.</translation>
    </message>
    <message>
        <source>No convincing starting pose was found: place four keypoints, draw masks with the mask tool, or open a rough pose (File, Open Calibration)</source>
        <translation>Keine überzeugende Startpose gefunden: vier Schlüsselpunkte setzen, mit dem Maskenwerkzeug Masken malen oder eine ungefähre Pose öffnen (Datei, Kalibrierung öffnen)</translation>
    </message>
    <message>
        <source>The pictures fix the focal length only loosely, and distances carry its error: use frames in which the robot comes nearer and goes farther, or enter the intrinsics in the inspector and lock them</source>
        <translation>Die Bilder legen die Brennweite nur lose fest, und Entfernungen tragen deren Fehler: Bilder verwenden, in denen der Roboter näher kommt und sich entfernt, oder die intrinsischen Parameter im Inspektor eingeben und sperren</translation>
    </message>
    <message>
        <source>The pictures fit clearly better with other intrinsics, and distances depend on them: check the intrinsics in the inspector, or refine with the focal length (Camera, Also Solve For)</source>
        <translation>Die Bilder passen mit anderen intrinsischen Parametern deutlich besser, und Entfernungen hängen von ihnen ab: die intrinsischen Parameter im Inspektor prüfen oder mit der Brennweite verfeinern (Kamera, Mitlösen)</translation>
    </message>
    <message>
        <source>The robot masks are too poor to judge the pose: correct them with the mask tool, in several frames</source>
        <translation>Die Robotermasken sind zu schlecht, um die Pose zu beurteilen: sie in mehreren Bildern mit dem Maskenwerkzeug berichtigen</translation>
    </message>
    <message>
        <source>Pictures and joints seem to be out of step: check the recording&apos;s timestamps, or refine with the lag (Camera, Also Solve For)</source>
        <translation>Bilder und Gelenke scheinen zeitlich versetzt: die Zeitstempel der Aufnahme prüfen oder mit dem Zeitversatz verfeinern (Kamera, Mitlösen)</translation>
    </message>
    <message>
        <source>A further arm of the robot seems to stand elsewhere than the robot&apos;s description says: refine with the places of further arms (Camera, Also Solve For)</source>
        <translation>Ein weiterer Arm des Roboters scheint woanders zu stehen, als die Roboterbeschreibung sagt: mit den Orten weiterer Arme verfeinern (Kamera, Mitlösen)</translation>
    </message>
    <message>
        <source>A joint seems to be counted from another zero than the robot&apos;s description has: refine with the zeros of the joints (Camera, Also Solve For)</source>
        <translation>Ein Gelenk scheint von einem anderen Nullpunkt zu zählen als die Roboterbeschreibung: mit den Nullpunkten der Gelenke verfeinern (Kamera, Mitlösen)</translation>
    </message>
</context>
<context>
    <name>MaskLayer</name>
    <message>
        <source>Mask drawn by hand</source>
        <translation>Maske von Hand gezeichnet</translation>
    </message>
    <message>
        <source>Given mask</source>
        <translation>Gegebene Maske</translation>
    </message>
    <message>
        <source>Mask made by the calibration</source>
        <translation>Maske der Kalibrierung</translation>
    </message>
    <message>
        <source>No mask of this frame: M draws one</source>
        <translation>Keine Maske zu diesem Bild: M zeichnet eine</translation>
    </message>
    <message>
        <source>%1 · overlap %2 · outline off by %3 px (median)</source>
        <translation>%1 · Überdeckung %2 · Umriss %3 px daneben (Median)</translation>
    </message>
    <message>
        <source>drawn too small</source>
        <translation>zu klein gezeichnet</translation>
    </message>
    <message>
        <source>drawn too large</source>
        <translation>zu groß gezeichnet</translation>
    </message>
</context>
<context>
    <name>ProjectOpening</name>
    <message>
        <source>The project %1 is damaged and was left as it is. What can be read of it is open now, as %2 (cameras: %3, keypoints: %4, masks: %5, no steps to undo). Look through it before you go on.</source>
        <translation>Das Projekt %1 ist beschädigt und wurde gelassen, wie es ist. Was davon lesbar ist, ist jetzt als %2 geöffnet (Kameras: %3, Schlüsselpunkte: %4, Masken: %5, keine Schritte zum Rückgängigmachen). Sehen Sie es durch, bevor Sie weiterarbeiten.</translation>
    </message>
    <message>
        <source>The project %1 is damaged or gone: %2, which was rescued from it, is open instead.</source>
        <translation>Das Projekt %1 ist beschädigt oder fort: Stattdessen ist %2 geöffnet, das daraus gerettet wurde.</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>reading the recording and the robot</source>
        <translation>liest Aufnahme und Roboter</translation>
    </message>
    <message>
        <source>reading frames</source>
        <translation>liest Bilder</translation>
    </message>
    <message>
        <source>following the mark</source>
        <translation>verfolgt die Marke</translation>
    </message>
    <message>
        <source>looking for the camera</source>
        <translation>sucht die Kamera</translation>
    </message>
    <message>
        <source>comparing starting poses</source>
        <translation>vergleicht Startposen</translation>
    </message>
    <message>
        <source>refining the camera pose</source>
        <translation>verfeinert die Kamerapose</translation>
    </message>
    <message>
        <source>outlining the robot</source>
        <translation>umreißt den Roboter</translation>
    </message>
    <message>
        <source>judging the result</source>
        <translation>beurteilt das Ergebnis</translation>
    </message>
    <message>
        <source>drawing masks</source>
        <translation>zeichnet Masken</translation>
    </message>
    <message>
        <source>filming the robot</source>
        <translation>filmt den Roboter</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>comparing readings</source>
        <translation>vergleicht Lesarten</translation>
    </message>
    <message>
        <source>improving the best readings</source>
        <translation>verbessert die besten Lesarten</translation>
    </message>
    <message>
        <source>changing two joints at once</source>
        <translation>ändert zwei Gelenke zugleich</translation>
    </message>
</context>
<context>
    <name>camframe::Banner</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>camframe::BatchDesk</name>
    <message numerus="yes">
        <source>Calibrate %n camera(s)</source>
        <translation>
            <numerusform>%n Kamera kalibrieren</numerusform>
            <numerusform>%n Kameras kalibrieren</numerusform>
        </translation>
    </message>
    <message>
        <source>There is no pose to propose yet.</source>
        <translation>Es gibt noch keine Pose zum Vorschlagen.</translation>
    </message>
    <message>
        <source>All others of this group have a verdict already.</source>
        <translation>Alle anderen dieser Gruppe haben schon ein Urteil.</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>Propose a pose to %n camera(s)</source>
        <translation>
            <numerusform>%n Kamera eine Pose vorschlagen</numerusform>
            <numerusform>%n Kameras eine Pose vorschlagen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n done</source>
        <translation>
            <numerusform>%n fertig</numerusform>
            <numerusform>%n fertig</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n gescheitert</numerusform>
            <numerusform>%n gescheitert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n skipped</source>
        <translation>
            <numerusform>%n übersprungen</numerusform>
            <numerusform>%n übersprungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped; what is finished stays: %1.</source>
        <translation>Angehalten; was fertig ist, bleibt: %1.</translation>
    </message>
    <message>
        <source>Done: %1.</source>
        <translation>Fertig: %1.</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>camframe::BatchDialog</name>
    <message>
        <source>Also those with a &amp;verdict; it stays, and is stale until somebody looks again</source>
        <translation>Auch mit &amp;Urteil; es gilt als veraltet, bis jemand hinsieht</translation>
    </message>
    <message>
        <source>Calibrate many cameras</source>
        <translation>Viele Kameras kalibrieren</translation>
    </message>
    <message>
        <source>The &amp;rows chosen in the list (%1)</source>
        <translation>Die in der Liste gewählten &amp;Zeilen (%1)</translation>
    </message>
    <message>
        <source>The &amp;group: this camera belongs to none</source>
        <translation>Die &amp;Gruppe: diese Kamera gehört zu keiner</translation>
    </message>
    <message>
        <source>The &amp;group %1</source>
        <translation>Die &amp;Gruppe %1</translation>
    </message>
    <message>
        <source>&amp;All rows that the filter shows</source>
        <translation>&amp;Alle Zeilen, die der Filter zeigt</translation>
    </message>
    <message>
        <source>&amp;Calibrate</source>
        <translation>&amp;Kalibrieren</translation>
    </message>
    <message>
        <source>A batch is running already: stop it in the jobs, or wait.</source>
        <translation>Es läuft schon ein Stapel: unter Aufträge anhalten oder warten.</translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) will be calibrated in the background, from what people have marked and drawn there. Cameras that somebody else has open are skipped.</source>
        <translation>
            <numerusform>%n Kamera wird im Hintergrund kalibriert, ausgehend von dem, was dort markiert und gezeichnet wurde. Kameras, die andere geöffnet haben, werden übersprungen.</numerusform>
            <numerusform>%n Kameras werden im Hintergrund kalibriert, ausgehend von dem, was dort markiert und gezeichnet wurde. Kameras, die andere geöffnet haben, werden übersprungen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Besides the pose, as chosen in the menu Camera: %1.</source>
        <translation>Außer der Pose, wie im Menü Kamera gewählt: %1.</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>camframe::CameraListModel</name>
    <message>
        <source>%1 · accepted</source>
        <translation>%1 · angenommen</translation>
    </message>
    <message>
        <source>%1 · rejected</source>
        <translation>%1 · abgelehnt</translation>
    </message>
    <message>
        <source>%1 · to fix</source>
        <translation>%1 · nachzubessern</translation>
    </message>
    <message>
        <source>%1 · skipped</source>
        <translation>%1 · übersprungen</translation>
    </message>
    <message>
        <source>%1 · deferred</source>
        <translation>%1 · zurückgestellt</translation>
    </message>
    <message>
        <source>%1 · no pose yet</source>
        <translation>%1 · noch keine Pose</translation>
    </message>
    <message>
        <source>%1 · not judged</source>
        <translation>%1 · nicht beurteilt</translation>
    </message>
</context>
<context>
    <name>camframe::CamerasPanel</name>
    <message>
        <source>Cameras in step</source>
        <translation>Kameras im Gleichschritt</translation>
    </message>
    <message>
        <source>Every camera at the current frame. Enter or a click shows it large.</source>
        <translation>Alle Kameras zum aktuellen Bild. Eingabe oder ein Klick zeigt eine groß.</translation>
    </message>
    <message>
        <source>A recording with several cameras shows them here, in step.</source>
        <translation>Hat eine Aufnahme mehrere Kameras, stehen sie hier im Gleichschritt.</translation>
    </message>
    <message>
        <source>%1 · no pose yet</source>
        <translation>%1 · noch keine Pose</translation>
    </message>
</context>
<context>
    <name>camframe::Canvas</name>
    <message>
        <source>to compare</source>
        <translation>zum Vergleich</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
</context>
<context>
    <name>camframe::Carrying</name>
    <message>
        <source>Choose a keypoint that you placed, with the keypoint tool: it is carried on from there.</source>
        <translation>Mit dem Schlüsselpunktwerkzeug einen selbst gesetzten Schlüsselpunkt wählen: von dort wird er übertragen.</translation>
    </message>
    <message>
        <source>Interpolate a keypoint over frames %1 to %2</source>
        <translation>Einen Schlüsselpunkt über die Bilder %1 bis %2 interpolieren</translation>
    </message>
    <message>
        <source>Track a keypoint over frames %1 to %2</source>
        <translation>Einen Schlüsselpunkt über die Bilder %1 bis %2 verfolgen</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s), %1 of them tracked.</source>
        <translation>
            <numerusform>%n Bild, davon %1 verfolgt.</numerusform>
            <numerusform>%n Bilder, davon %1 verfolgt.</numerusform>
        </translation>
    </message>
    <message>
        <source>Draw the mask of this frame first, or let it be found: it is carried on from there.</source>
        <translation>Erst die Maske dieses Bildes zeichnen oder finden lassen: von dort wird sie übertragen.</translation>
    </message>
    <message>
        <source>Every frame of the range has a mask of yours already.</source>
        <translation>Jedes Bild des Bereichs hat schon eine eigene Maske von Hand.</translation>
    </message>
    <message>
        <source>Carry a mask over frames %1 to %2</source>
        <translation>Eine Maske über die Bilder %1 bis %2 übertragen</translation>
    </message>
    <message numerus="yes">
        <source>%n mask(s).</source>
        <translation>
            <numerusform>%n Maske.</numerusform>
            <numerusform>%n Masken.</numerusform>
        </translation>
    </message>
    <message>
        <source>Every frame of the range is corrected already.</source>
        <translation>Jedes Bild des Bereichs ist schon berichtigt.</translation>
    </message>
    <message>
        <source>Frame %1 lies farthest from what is corrected; tracked keypoints or F7 tell more.</source>
        <translation>Bild %1 liegt am weitesten von allem Berichtigten; verfolgte Schlüsselpunkte oder F7 sagen mehr.</translation>
    </message>
    <message>
        <source>In frame %1 a correction helps most.</source>
        <translation>In Bild %1 hilft eine Korrektur am meisten.</translation>
    </message>
</context>
<context>
    <name>camframe::ClickSegmenting</name>
    <message>
        <source>Outline what was clicked in frame %1</source>
        <translation>Angeklicktes in Bild %1 umreißen</translation>
    </message>
    <message>
        <source>No longer wanted.</source>
        <translation>Nicht mehr gewünscht.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
</context>
<context>
    <name>camframe::CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>Was möchten Sie tun?</translation>
    </message>
    <message>
        <source>Command to look for</source>
        <translation>Gesuchter Befehl</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
</context>
<context>
    <name>camframe::ContactSheet</name>
    <message>
        <source>start</source>
        <translation>Anfang</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>Mitte</translation>
    </message>
    <message>
        <source>end</source>
        <translation>Ende</translation>
    </message>
    <message>
        <source>tool highest</source>
        <translation>Werkzeug am höchsten</translation>
    </message>
    <message>
        <source>tool lowest</source>
        <translation>Werkzeug am tiefsten</translation>
    </message>
    <message>
        <source>arm stretched</source>
        <translation>Arm gestreckt</translation>
    </message>
    <message>
        <source>Contact sheet</source>
        <translation>Kontaktbogen</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>frame number, why it is shown</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Open a recording to see its telling frames.</source>
        <translation>Eine Aufnahme öffnen, um ihre aufschlussreichsten Bilder zu sehen.</translation>
    </message>
    <message>
        <source>The outline should lie on the robot everywhere. Green: not in the fit.</source>
        <translation>Der Umriss soll überall auf dem Roboter liegen. Grün: nicht in der Anpassung.</translation>
    </message>
</context>
<context>
    <name>camframe::ConventionDesk</name>
    <message>
        <source>Find out what the columns mean</source>
        <translation>Herausfinden, was die Spalten bedeuten</translation>
    </message>
    <message>
        <source>Found.</source>
        <translation>Gefunden.</translation>
    </message>
    <message>
        <source>No reading is convincing.</source>
        <translation>Keine Lesart überzeugt.</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
</context>
<context>
    <name>camframe::ConventionDialog</name>
    <message>
        <source>&amp;Save Profile...</source>
        <translation>Profil &amp;speichern ...</translation>
    </message>
    <message>
        <source>&amp;Open with It</source>
        <translation>Damit ö&amp;ffnen</translation>
    </message>
    <message>
        <source>What the columns mean</source>
        <translation>Was die Spalten bedeuten</translation>
    </message>
    <message>
        <source>not known: it is looked for</source>
        <translation>unbekannt: sie wird gesucht</translation>
    </message>
    <message>
        <source>the one on show</source>
        <translation>die gezeigte</translation>
    </message>
    <message>
        <source>these numbers, as they came:</source>
        <translation>diese Zahlen, wie sie kamen:</translation>
    </message>
    <message>
        <source>x y z and angles, a quaternion, or a 3x4 or 4x4 matrix</source>
        <translation>x y z und Winkel, ein Quaternion oder eine 3x4- oder 4x4-Matrix</translation>
    </message>
    <message>
        <source>&amp;Robot:</source>
        <translation>&amp;Roboter:</translation>
    </message>
    <message>
        <source>&amp;Camera:</source>
        <translation>&amp;Kamera:</translation>
    </message>
    <message>
        <source>Its &amp;pose is</source>
        <translation>Ihre &amp;Pose ist</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>Ahead by</source>
        <translation>Vorsprung</translation>
    </message>
    <message>
        <source>Next best</source>
        <translation>Nächstbestes</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>&amp;Anhalten</translation>
    </message>
    <message>
        <source>&amp;Find Out</source>
        <translation>&amp;Herausfinden</translation>
    </message>
    <message>
        <source>This camera has no pose yet: calibrate it, or choose another entry.</source>
        <translation>Diese Kamera hat noch keine Pose: kalibrieren oder einen anderen Eintrag wählen.</translation>
    </message>
    <message>
        <source>Saved as %1. Results that are made with it name it, so that later commands understand the dataset alike.</source>
        <translation>Als %1 gespeichert. Ergebnisse, die damit entstehen, nennen es, so dass spätere Befehle den Datensatz ebenso verstehen.</translation>
    </message>
    <message>
        <source>The best reading explains the pixels that change with an overlap of %1.</source>
        <translation>Die beste Lesart erklärt die Pixel, die sich ändern, mit einer Überdeckung von %1.</translation>
    </message>
    <message>
        <source>That is too little to believe any reading: check the robot, the intrinsics, and that the camera stood still.</source>
        <translation>Das ist zu wenig, um einer Lesart zu glauben: Roboter und Intrinsik prüfen, und ob die Kamera stillstand.</translation>
    </message>
    <message>
        <source>undetermined</source>
        <translation>unbestimmt</translation>
    </message>
    <message>
        <source>Save the dataset profile</source>
        <translation>Datensatzprofil speichern</translation>
    </message>
    <message>
        <source>Profiles (*.json)</source>
        <translation>Profile (*.json)</translation>
    </message>
    <message>
        <source>The &amp;joints are right: ask for end-effector poses only</source>
        <translation>Die &amp;Gelenke stimmen: nur nach Greiferposen fragen</translation>
    </message>
    <message>
        <source>Tries what the columns, and the numbers of a camera pose, could mean: order, unit, signs, offsets, axes, angles. Each reading of the joints moves the robot before the camera, and what it covers is compared with what changes in the pictures. End-effector poses are compared with the joints or, without any, with the pictures.</source>
        <translation>Probiert, was die Spalten und die Zahlen einer Kamerapose bedeuten könnten: Reihenfolge, Einheit, Vorzeichen, Nullpunkte, Achsen, Winkel. Jede Lesart der Gelenke bewegt den Roboter vor der Kamera, und was er verdeckt, wird mit dem verglichen, was sich in den Bildern ändert. Greiferposen werden mit den Gelenken verglichen oder, wo es keine gibt, mit den Bildern.</translation>
    </message>
    <message>
        <source>The next one is %1 behind.</source>
        <translation>Die nächste liegt %1 zurück.</translation>
    </message>
    <message>
        <source>Recorded end-effector poses lie %1 mm from those of the joints.</source>
        <translation>Die aufgezeichneten Greiferposen liegen %1 mm neben denen der Gelenke.</translation>
    </message>
    <message>
        <source>That is too much to believe any reading: they may be of another arm, or commands.</source>
        <translation>Das ist zu viel, um einer Lesart zu glauben: vielleicht gehören sie zu einem anderen Arm oder sind Befehle.</translation>
    </message>
    <message>
        <source>Rows in grey are undetermined: the usual is kept there, and the profile says so.</source>
        <translation>Graue Zeilen sind unbestimmt: dort bleibt das Übliche, und das Profil sagt es.</translation>
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
        <translation>Kein anderer Eintrag gehört zur Gruppe dieses Eintrags: Kameras, die am selben Ort stehen, einer gemeinsamen Gruppe zuordnen (F2 in der Liste oder im Inspektor).</translation>
    </message>
</context>
<context>
    <name>camframe::EditModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Einzelheit</translation>
    </message>
</context>
<context>
    <name>camframe::Editor</name>
    <message>
        <source>There is no pose to remember yet.</source>
        <translation>Es gibt noch keine Pose zum Merken.</translation>
    </message>
    <message>
        <source>This pose is remembered: C compares it with the one on show.</source>
        <translation>Diese Pose ist gemerkt: C vergleicht sie mit der gezeigten.</translation>
    </message>
    <message>
        <source>There is no pose to move yet: run the calibration, or place four keypoints.</source>
        <translation>Es gibt noch keine Pose zum Bewegen: kalibrieren oder vier Schlüsselpunkte setzen.</translation>
    </message>
    <message>
        <source>There are no keypoints to solve from: place some with the keypoint tool.</source>
        <translation>Es gibt keine Schlüsselpunkte zum Lösen: einige mit dem Schlüsselpunktwerkzeug setzen.</translation>
    </message>
    <message>
        <source>These keypoints do not fix the camera: a mark of unknown place must be seen in six frames in which its link is turned, or place four keypoints on the robot.</source>
        <translation>Diese Schlüsselpunkte legen die Kamera nicht fest: eine Marke an unbekanntem Ort muss in sechs Bildern zu sehen sein, zwischen denen sich ihr Glied dreht; oder vier Schlüsselpunkte auf den Roboter setzen.</translation>
    </message>
    <message>
        <source>Four keypoints are needed when there is no pose yet; %1 are placed.</source>
        <translation>Ohne Pose sind vier Schlüsselpunkte nötig; %1 sind gesetzt.</translation>
    </message>
    <message>
        <source>These keypoints do not fix the camera: spread them over the robot and over frames.</source>
        <translation>Diese Schlüsselpunkte legen die Kamera nicht fest: über den Roboter und über Bilder verteilen.</translation>
    </message>
</context>
<context>
    <name>camframe::ExportDesk</name>
    <message numerus="yes">
        <source>Export %n camera(s)</source>
        <translation>
            <numerusform>%n Kamera exportieren</numerusform>
            <numerusform>%n Kameras exportieren</numerusform>
        </translation>
    </message>
    <message>
        <source>episode %1, %2</source>
        <translation>Episode %1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s) were written to %1.</source>
        <translation>
            <numerusform>%n Kamera wurde nach %1 geschrieben.</numerusform>
            <numerusform>%n Kameras wurden nach %1 geschrieben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n were left out; manifest.json says why.</source>
        <translation>
            <numerusform>%n wurde ausgelassen; manifest.json sagt, warum.</numerusform>
            <numerusform>%n wurden ausgelassen; manifest.json sagt, warum.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped. %1</source>
        <translation>Angehalten. %1</translation>
    </message>
</context>
<context>
    <name>camframe::ExportPanel</name>
    <message>
        <source>Folder for the export</source>
        <translation>Ordner für den Export</translation>
    </message>
    <message>
        <source>any tag</source>
        <translation>beliebiges Schlagwort</translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s)</source>
        <translation>
            <numerusform>%n Kamera</numerusform>
            <numerusform>%n Kameras</numerusform>
        </translation>
    </message>
    <message>
        <source>at least %1 frames</source>
        <translation>mindestens %1 Bilder</translation>
    </message>
    <message>
        <source>%1 frames</source>
        <translation>%1 Bilder</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message numerus="yes">
        <source>%n not accepted</source>
        <translation>
            <numerusform>%n nicht angenommen</numerusform>
            <numerusform>%n nicht angenommen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stale: the pose changed after the verdict</source>
        <translation>
            <numerusform>%n veraltet: die Pose änderte sich nach dem Urteil</numerusform>
            <numerusform>%n veraltet: die Pose änderte sich nach dem Urteil</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without a pose</source>
        <translation>
            <numerusform>%n ohne Pose</numerusform>
            <numerusform>%n ohne Pose</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open in another window</source>
        <translation>
            <numerusform>%n in einem anderen Fenster geöffnet</numerusform>
            <numerusform>%n in anderen Fenstern geöffnet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without these frames</source>
        <translation>
            <numerusform>%n ohne diese Bilder</numerusform>
            <numerusform>%n ohne diese Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is left out.</source>
        <translation>Nichts wird ausgelassen.</translation>
    </message>
    <message>
        <source>Left out: %1. Double-click a row to open it.</source>
        <translation>Ausgelassen: %1. Ein Doppelklick auf eine Zeile öffnet sie.</translation>
    </message>
    <message>
        <source>, </source>
        <translation>, </translation>
    </message>
    <message>
        <source>Choose the folder to write into.</source>
        <translation>Den Ordner wählen, in den geschrieben wird.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Which items, as in the review list: tag:night  -camera:wrist  frames:10-200</source>
        <translation>Welche Einträge, wie in der Prüfliste: tag:night  -camera:wrist  frames:10-200</translation>
    </message>
    <message>
        <source>Items to export</source>
        <translation>Zu exportierende Einträge</translation>
    </message>
    <message>
        <source>The terms of the review list&apos;s filter. frames:10-200 takes these frames of every item that names none itself.</source>
        <translation>Die Begriffe des Prüflistenfilters. frames:10-200 nimmt diese Bilder bei jedem Eintrag, der selbst keine nennt.</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Schlagwort</translation>
    </message>
    <message>
        <source>accepted only</source>
        <translation>nur angenommene</translation>
    </message>
    <message>
        <source>all but rejected</source>
        <translation>alle außer abgelehnten</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>Urteile</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>Show what is written</source>
        <translation>Zeigen, was geschrieben wird</translation>
    </message>
    <message>
        <source>Show what is left out</source>
        <translation>Zeigen, was ausgelassen wird</translation>
    </message>
    <message>
        <source>Rows on show</source>
        <translation>Gezeigte Zeilen</translation>
    </message>
    <message>
        <source>Actions with masks and labels (HDF5)</source>
        <translation>Aktionen mit Masken und Beschriftungen (HDF5)</translation>
    </message>
    <message>
        <source>Actions with the tool&apos;s pixel (HDF5)</source>
        <translation>Aktionen mit dem Pixel des Werkzeugs (HDF5)</translation>
    </message>
    <message>
        <source>Actions only (HDF5)</source>
        <translation>Nur Aktionen (HDF5)</translation>
    </message>
    <message>
        <source>calibration.json files</source>
        <translation>calibration.json-Dateien</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>&amp;one file for all episodes</source>
        <translation>&amp;eine Datei für alle Episoden</translation>
    </message>
    <message>
        <source>What is written, and what is left out</source>
        <translation>Was geschrieben und was ausgelassen wird</translation>
    </message>
    <message>
        <source>F2 changes the frames of an item.</source>
        <translation>F2 ändert die Bilder eines Eintrags.</translation>
    </message>
    <message>
        <source>&amp;Write</source>
        <translation>&amp;Was</translation>
    </message>
    <message>
        <source>&amp;Into</source>
        <translation>W&amp;ohin</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>camframe::ExportPlanModel</name>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>%1 of %2 (%3)</source>
        <translation>%1 von %2 (%3)</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>will be written</source>
        <translation>wird geschrieben</translation>
    </message>
    <message>
        <source>Episode</source>
        <translation>Episode</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>Geprüft von</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
</context>
<context>
    <name>camframe::HistoryPanel</name>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Poses</source>
        <translation>Posen</translation>
    </message>
    <message>
        <source>All edits</source>
        <translation>Alle Änderungen</translation>
    </message>
    <message>
        <source>Earlier poses</source>
        <translation>Frühere Posen</translation>
    </message>
    <message>
        <source>Each against the pose on show: how far the camera is turned and moved, and how far the tool is off in the picture (median of the frames).</source>
        <translation>Jede gegenüber der gezeigten Pose: wie weit die Kamera gedreht und verschoben ist und wie weit das Werkzeug im Bild daneben liegt (Median der Bilder).</translation>
    </message>
    <message>
        <source>Go back to this pose</source>
        <translation>Zu dieser Pose zurückkehren</translation>
    </message>
    <message>
        <source>As opened</source>
        <translation>Wie geöffnet</translation>
    </message>
</context>
<context>
    <name>camframe::HypothesesTool</name>
    <message>
        <source>The pictures leave no doubt between different poses of this camera.</source>
        <translation>Die Bilder lassen zwischen verschiedenen Posen dieser Kamera keinen Zweifel.</translation>
    </message>
    <message numerus="yes">
        <source>The pictures fit %n different pose(s) about equally well: click one or press its number; right-click compares.</source>
        <translation>
            <numerusform>Die Bilder passen zu %n Pose: anklicken oder ihre Nummer drücken; ein Rechtsklick vergleicht.</numerusform>
            <numerusform>Die Bilder passen zu %n verschiedenen Posen etwa gleich gut: eine anklicken oder ihre Nummer drücken; ein Rechtsklick vergleicht.</numerusform>
        </translation>
    </message>
    <message>
        <source>as calibrated</source>
        <translation>wie kalibriert</translation>
    </message>
    <message>
        <source>explains %1 % as much</source>
        <translation>erklärt %1 % davon</translation>
    </message>
    <message>
        <source>frame %1</source>
        <translation>Bild %1</translation>
    </message>
</context>
<context>
    <name>camframe::Inspector</name>
    <message>
        <source>Calibrate</source>
        <translation>Kalibrieren</translation>
    </message>
    <message>
        <source>Show where the robot is: place keypoints</source>
        <translation>Zeigen, wo der Roboter ist: Schlüsselpunkte setzen</translation>
    </message>
    <message>
        <source>Choose among the near-ties</source>
        <translation>Unter mehrdeutigen Posen wählen</translation>
    </message>
    <message>
        <source>Solve from the keypoints</source>
        <translation>Aus den Schlüsselpunkten lösen</translation>
    </message>
    <message>
        <source>Refine on the pictures</source>
        <translation>An den Bildern verfeinern</translation>
    </message>
    <message>
        <source>Compare all frames, go to the worst</source>
        <translation>Alle Bilder vergleichen, zum schlechtesten gehen</translation>
    </message>
    <message>
        <source>Accept, if the outline fits</source>
        <translation>Annehmen, falls Umriss passt</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Nothing open</source>
        <translation>Nichts geöffnet</translation>
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
        <translation>Angenommen</translation>
    </message>
    <message>
        <source>Rejected</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>To fix</source>
        <translation>Nachzubessern</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>Übersprungen</translation>
    </message>
    <message>
        <source>Deferred</source>
        <translation>Zurückgestellt</translation>
    </message>
    <message>
        <source>No pose yet</source>
        <translation>Noch keine Pose</translation>
    </message>
    <message>
        <source>Calibrated: ok</source>
        <translation>Kalibriert: ok</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>Zu prüfen</translation>
    </message>
    <message>
        <source>Calibration failed</source>
        <translation>Kalibrierung gescheitert</translation>
    </message>
    <message>
        <source>Run the calibration, or place keypoints: four fix the camera.</source>
        <translation>Kalibrieren oder Schlüsselpunkte setzen: vier legen die Kamera fest.</translation>
    </message>
    <message>
        <source>The pictures are %1 frames late.</source>
        <translation>Die Bilder kommen %1 Bilder zu spät.</translation>
    </message>
    <message>
        <source>The pictures are %1 frames early.</source>
        <translation>Die Bilder kommen %1 Bilder zu früh.</translation>
    </message>
    <message>
        <source>%1: %2 mm to be added</source>
        <translation>%1: %2 mm hinzuzufügen</translation>
    </message>
    <message>
        <source>%1: %2° to be added</source>
        <translation>%1: %2° hinzuzufügen</translation>
    </message>
    <message>
        <source>%1 stands %2 mm, %3° from where the description says.</source>
        <translation>%1 steht %2 mm, %3° von der Stelle der Beschreibung entfernt.</translation>
    </message>
    <message>
        <source>Camera in base space</source>
        <translation>Kamera im Basisraum</translation>
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
        <translation>Drehung um x</translation>
    </message>
    <message>
        <source>Turn about y</source>
        <translation>Drehung um y</translation>
    </message>
    <message>
        <source>Turn about z</source>
        <translation>Drehung um z</translation>
    </message>
    <message>
        <source>Copy matrix (camera from base)</source>
        <translation>Matrix kopieren (Kamera ← Basis)</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Güte</translation>
    </message>
    <message>
        <source>Mask overlap (IoU)</source>
        <translation>Überdeckung (IoU)</translation>
    </message>
    <message>
        <source>Overlap, unused frames</source>
        <translation>IoU, unbenutzte Bilder</translation>
    </message>
    <message>
        <source>Contour distance</source>
        <translation>Umrissabstand</translation>
    </message>
    <message>
        <source>Keypoint distance</source>
        <translation>Punktabstand</translation>
    </message>
    <message>
        <source>Expected tool error</source>
        <translation>Werkzeugfehler</translation>
    </message>
    <message>
        <source>Risk of being wrong</source>
        <translation>Irrtumsrisiko</translation>
    </message>
    <message>
        <source>Frames used</source>
        <translation>Verwendete Bilder</translation>
    </message>
    <message>
        <source>The robot, as the pictures show it</source>
        <translation>Der Roboter, wie ihn die Bilder zeigen</translation>
    </message>
    <message>
        <source>%1 mm sideways,
%2 mm in depth,
%3° turned</source>
        <translation>%1 mm seitlich,
%2 mm tief,
%3° gedreht</translation>
    </message>
    <message>
        <source>Uncertain by about</source>
        <translation>Unsicher um etwa</translation>
    </message>
    <message>
        <source>Skip this camera</source>
        <translation>Diese Kamera überspringen</translation>
    </message>
    <message>
        <source>Refine with the focal length</source>
        <translation>Mit der Brennweite verfeinern</translation>
    </message>
    <message>
        <source>Refine with the zeros of the joints</source>
        <translation>Mit den Nullpunkten der Gelenke verfeinern</translation>
    </message>
    <message>
        <source>Refine with the places of further arms</source>
        <translation>Mit den Orten weiterer Arme verfeinern</translation>
    </message>
    <message>
        <source>Refine with the lag</source>
        <translation>Mit dem Zeitversatz verfeinern</translation>
    </message>
</context>
<context>
    <name>camframe::IntrinsicsPanel</name>
    <message>
        <source>These intrinsics are impossible: focal lengths must be above zero and the principal point near the picture.</source>
        <translation>Diese intrinsischen Parameter sind unmöglich: Brennweiten müssen über null und der Hauptpunkt nahe dem Bild liegen.</translation>
    </message>
    <message>
        <source>given with the recording</source>
        <translation>mit der Aufnahme angegeben</translation>
    </message>
    <message>
        <source>from the recording</source>
        <translation>aus der Aufnahme</translation>
    </message>
    <message>
        <source>published for this camera</source>
        <translation>für diese Kamera veröffentlicht</translation>
    </message>
    <message>
        <source>assumed</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>refined by the calibration</source>
        <translation>von der Kalibrierung verfeinert</translation>
    </message>
    <message>
        <source>entered by you</source>
        <translation>von Ihnen eingegeben</translation>
    </message>
    <message>
        <source>Intrinsics</source>
        <translation>Intrinsische Parameter</translation>
    </message>
    <message>
        <source>Focal length x</source>
        <translation>Brennweite x</translation>
    </message>
    <message>
        <source>Focal length y</source>
        <translation>Brennweite y</translation>
    </message>
    <message>
        <source>Principal point x</source>
        <translation>Hauptpunkt x</translation>
    </message>
    <message>
        <source>Principal point y</source>
        <translation>Hauptpunkt y</translation>
    </message>
    <message>
        <source>Distortion k1</source>
        <translation>Verzeichnung k1</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Calibrations take locked intrinsics as they are</source>
        <translation>Kalibrierungen übernehmen gesperrte intrinsische Parameter unverändert</translation>
    </message>
    <message>
        <source>Take those of the recording</source>
        <translation>Die der Aufnahme nehmen</translation>
    </message>
    <message>
        <source>They differ by %1 % from those of the recording (%2).</source>
        <translation>Sie weichen um %1 % von denen der Aufnahme ab (%2).</translation>
    </message>
    <message>
        <source>They differ by %1 % from those of the calibration (%2).</source>
        <translation>Sie weichen um %1 % von denen der Kalibrierung ab (%2).</translation>
    </message>
</context>
<context>
    <name>camframe::IssueModel</name>
    <message>
        <source>This camera has no pose yet: run the calibration, or place four keypoints.</source>
        <translation>Diese Kamera hat noch keine Pose: kalibrieren oder vier Schlüsselpunkte setzen.</translation>
    </message>
    <message>
        <source>Keypoint %1 is %2 px off in frame %3: check its link point, or move it.</source>
        <translation>Schlüsselpunkt %1 liegt in Bild %3 um %2 px daneben: seinen Punkt auf dem Glied prüfen oder ihn verschieben.</translation>
    </message>
    <message>
        <source>The recording does not state the focal length; a common one is assumed: enter the real one in the inspector.</source>
        <translation>Die Aufnahme nennt keine Brennweite; eine übliche wird angenommen: die wahre im Inspektor eingeben.</translation>
    </message>
    <message numerus="yes">
        <source>%n frame(s) have no usable joint values; the robot is not drawn there.</source>
        <translation>
            <numerusform>%n Bild hat keine brauchbaren Gelenkwerte; dort wird der Roboter nicht gezeichnet.</numerusform>
            <numerusform>%n Bilder haben keine brauchbaren Gelenkwerte; dort wird der Roboter nicht gezeichnet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::IssuesPanel</name>
    <message>
        <source>Nothing to report.</source>
        <translation>Nichts zu melden.</translation>
    </message>
    <message>
        <source>Issues</source>
        <translation>Probleme</translation>
    </message>
</context>
<context>
    <name>camframe::ItemPanel</name>
    <message>
        <source>In no group: cameras that stand in the same place share one.</source>
        <translation>In keiner Gruppe: Kameras, die am selben Ort stehen, teilen sich eine.</translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) in this group.</source>
        <translation>
            <numerusform>%n andere in dieser Gruppe.</numerusform>
            <numerusform>%n andere in dieser Gruppe.</numerusform>
        </translation>
    </message>
    <message>
        <source>This item</source>
        <translation>Dieser Eintrag</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Group of this item</source>
        <translation>Gruppe dieses Eintrags</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Notes about this item</source>
        <translation>Notizen zu diesem Eintrag</translation>
    </message>
    <message>
        <source>Propose this pose to the group</source>
        <translation>Diese Pose der Gruppe vorschlagen</translation>
    </message>
    <message>
        <source>The others get it as a result to be reviewed, with how well it fits there. What somebody has judged or has open is left alone.</source>
        <translation>Die anderen erhalten sie als zu prüfendes Ergebnis samt Angabe, wie gut sie dort passt. Was jemand beurteilt oder geöffnet hat, bleibt unberührt.</translation>
    </message>
</context>
<context>
    <name>camframe::JobItemModel</name>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
</context>
<context>
    <name>camframe::JobModel</name>
    <message>
        <source>about %1 s left</source>
        <translation>noch etwa %1 s</translation>
    </message>
    <message>
        <source>about %1 min left</source>
        <translation>noch etwa %1 min</translation>
    </message>
    <message>
        <source>about %1 h left</source>
        <translation>noch etwa %1 h</translation>
    </message>
</context>
<context>
    <name>camframe::JobRunner</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>camera %1</source>
        <translation>Kamera %1</translation>
    </message>
    <message>
        <source>Stopped; nothing was changed.</source>
        <translation>Angehalten; nichts wurde geändert.</translation>
    </message>
</context>
<context>
    <name>camframe::JobsPanel</name>
    <message numerus="yes">
        <source>Items (%n not done)</source>
        <translation>
            <numerusform>Einträge (%n nicht fertig)</numerusform>
            <numerusform>Einträge (%n nicht fertig)</numerusform>
        </translation>
    </message>
    <message>
        <source>Items</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop the chosen job; of many items, those that are done stay</source>
        <translation>Den gewählten Auftrag anhalten; bei vielen Einträgen bleiben die fertigen</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>Fertige entfernen</translation>
    </message>
    <message>
        <source>The log of the chosen job appears here.</source>
        <translation>Hier erscheint das Protokoll des gewählten Auftrags.</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Items of the job</source>
        <translation>Einträge des Auftrags</translation>
    </message>
    <message>
        <source>Double-click or Enter opens the item.</source>
        <translation>Doppelklick oder Eingabe öffnet den Eintrag.</translation>
    </message>
</context>
<context>
    <name>camframe::KeypointModel</name>
    <message>
        <source>%1, mark %2</source>
        <translation>%1, Marke %2</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>ausgeblendet</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>not in view</source>
        <translation>nicht im Bild</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>Glied</translation>
    </message>
    <message>
        <source>Pixel</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>Residual</source>
        <translation>Residuum</translation>
    </message>
</context>
<context>
    <name>camframe::KeypointTool</name>
    <message>
        <source>Now click the pixel where this point really is. Esc gives up.</source>
        <translation>Nun das Pixel anklicken, an dem dieser Punkt wirklich ist. Esc bricht ab.</translation>
    </message>
    <message>
        <source>Click a mark on the chosen link, then the same mark in other frames: where it sits is solved with the pose. Alt and click begins another mark.</source>
        <translation>Eine Marke auf dem gewählten Glied anklicken, dann dieselbe in anderen Bildern: ihr Ort wird mit der Pose gelöst. Alt und Klick beginnt eine weitere Marke.</translation>
    </message>
    <message>
        <source>Click the pixel that shows the chosen link&apos;s origin; drag a keypoint to move it.</source>
        <translation>Das Pixel anklicken, das den Ursprung des gewählten Gliedes zeigt; Schlüsselpunkte lassen sich ziehen.</translation>
    </message>
    <message>
        <source>Press on the drawn robot and drag that point to where the picture shows it.</source>
        <translation>Auf dem gezeichneten Roboter drücken und den Punkt dorthin ziehen, wo ihn das Bild zeigt.</translation>
    </message>
    <message>
        <source>This frame has no joint values: place keypoints in another frame.</source>
        <translation>Dieses Bild hat keine Gelenkwerte: Schlüsselpunkte in einem anderen Bild setzen.</translation>
    </message>
    <message>
        <source>There is no drawn robot under the mouse: press on the overlay, or choose a link under &quot;Bind to&quot;.</source>
        <translation>Unter der Maus ist kein gezeichneter Roboter: auf die Überlagerung drücken oder unter „Ziel“ ein Glied wählen.</translation>
    </message>
    <message>
        <source>There is no drawn robot yet: choose a link under &quot;Bind to&quot;, then click where its origin is.</source>
        <translation>Noch ist kein Roboter gezeichnet: unter „Ziel“ ein Glied wählen und dann seinen Ursprung anklicken.</translation>
    </message>
</context>
<context>
    <name>camframe::KeypointsPanel</name>
    <message>
        <source>Point picked on the drawn robot</source>
        <translation>Auf dem gezeichneten Roboter gewählter Punkt</translation>
    </message>
    <message>
        <source>Mark somewhere on %1</source>
        <translation>Marke irgendwo auf %1</translation>
    </message>
    <message>
        <source>Origin of %1</source>
        <translation>Ursprung von %1</translation>
    </message>
    <message>
        <source>Mark %1 on %2: not found yet; click it in more frames.</source>
        <translation>Marke %1 auf %2: noch nicht gefunden; in weiteren Bildern anklicken.</translation>
    </message>
    <message>
        <source>That is uncertain: click it in frames in which the link is turned otherwise.</source>
        <translation>Das ist unsicher: in Bildern anklicken, in denen das Glied anders gedreht ist.</translation>
    </message>
    <message>
        <source>&amp;Bind to</source>
        <translation>&amp;Ziel</translation>
    </message>
    <message>
        <source>What the next keypoint shows: a point that you pick on the drawn robot, a link&apos;s origin, or a mark on a link whose place is found from several frames</source>
        <translation>Was der nächste Schlüsselpunkt zeigt: einen auf dem gezeichneten Roboter gewählten Punkt, den Ursprung eines Gliedes oder eine Marke auf einem Glied, deren Ort aus mehreren Bildern gefunden wird</translation>
    </message>
    <message>
        <source>&amp;Find its place on the link</source>
        <translation>Seinen &amp;Ort auf dem Glied finden</translation>
    </message>
    <message>
        <source>The place of the chosen point on its link is solved for together with the pose</source>
        <translation>Der Ort des gewählten Punktes auf seinem Glied wird zusammen mit der Pose gelöst</translation>
    </message>
    <message>
        <source>Keypoints</source>
        <translation>Schlüsselpunkte</translation>
    </message>
    <message numerus="yes">
        <source>Mark %1 is at %2 mm of the origin of %3, ± %4 mm; from %n frame(s), %5 px.</source>
        <translation>
            <numerusform>Marke %1 liegt bei %2 mm vom Ursprung von %3, ± %4 mm; aus %n Bild, %5 px.</numerusform>
            <numerusform>Marke %1 liegt bei %2 mm vom Ursprung von %3, ± %4 mm; aus %n Bildern, %5 px.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>camframe::MainWindow</name>
    <message>
        <source>Preparing the demo ...</source>
        <translation>Die Demo wird vorbereitet ...</translation>
    </message>
    <message>
        <source>Opening %1 ...</source>
        <translation>%1 wird geöffnet ...</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>Ungespeicherte Änderungen</translation>
    </message>
    <message>
        <source>The last changes could not be saved in %1. Shall they be lost?</source>
        <translation>Die letzten Änderungen konnten nicht in %1 gespeichert werden. Sollen sie verloren gehen?</translation>
    </message>
    <message>
        <source>Open a recording</source>
        <translation>Eine Aufnahme öffnen</translation>
    </message>
    <message>
        <source>Nothing was open yet</source>
        <translation>Noch war nichts geöffnet</translation>
    </message>
    <message>
        <source>About Camframe</source>
        <translation>Über Camframe</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Camframe %1&lt;/h3&gt;&lt;p&gt;Finds where the camera of a robot recording stood and writes actions in its space.&lt;/p&gt;&lt;p&gt;Apache License 2.0&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Camframe %1&lt;/h3&gt;&lt;p&gt;Findet heraus, wo die Kamera einer Roboteraufnahme stand, und schreibt Aktionen in ihrem Raum.&lt;/p&gt;&lt;p&gt;Apache-Lizenz 2.0&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Open a calibration</source>
        <translation>Eine Kalibrierung öffnen</translation>
    </message>
    <message>
        <source>Calibration (*.json *.txt)</source>
        <translation>Kalibrierung (*.json *.txt)</translation>
    </message>
    <message>
        <source>Folder for the calibration</source>
        <translation>Ordner für die Kalibrierung</translation>
    </message>
    <message>
        <source>Folder for the action file</source>
        <translation>Ordner für die Aktionsdatei</translation>
    </message>
    <message>
        <source>There is no other pose to compare with: remember one with Shift+C, then move on.</source>
        <translation>Es gibt keine andere Pose zum Vergleichen: eine mit Umschalt+C merken, dann weiterbewegen.</translation>
    </message>
    <message>
        <source>Open a review list</source>
        <translation>Eine Prüfliste öffnen</translation>
    </message>
    <message>
        <source>Review lists (*.camreview)</source>
        <translation>Prüflisten (*.camreview)</translation>
    </message>
    <message>
        <source>Reject because</source>
        <translation>Ablehnen, weil</translation>
    </message>
    <message>
        <source>the pose is wrong</source>
        <translation>die Pose falsch ist</translation>
    </message>
    <message>
        <source>the camera moves</source>
        <translation>die Kamera sich bewegt</translation>
    </message>
    <message>
        <source>the robot is not in view</source>
        <translation>der Roboter nicht im Bild ist</translation>
    </message>
    <message>
        <source>pictures and joints do not fit</source>
        <translation>Bilder und Gelenke nicht zusammenpassen</translation>
    </message>
    <message>
        <source>the pictures are poor</source>
        <translation>die Bilder schlecht sind</translation>
    </message>
    <message>
        <source>it is another robot</source>
        <translation>es ein anderer Roboter ist</translation>
    </message>
    <message>
        <source>Another reason...</source>
        <translation>Anderer Grund ...</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Reason:</source>
        <translation>Grund:</translation>
    </message>
    <message>
        <source>Step %1 mm, %2° · camera axes</source>
        <translation>Schritt %1 mm, %2° · Kameraachsen</translation>
    </message>
    <message>
        <source>Step %1 mm, %2° · base axes</source>
        <translation>Schritt %1 mm, %2° · Basisachsen</translation>
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
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Move Keypoint</source>
        <translation>Schlüsselpunkt bewegen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>&amp;Bedienfelder</translation>
    </message>
    <message>
        <source>T&amp;heme</source>
        <translation>Er&amp;scheinungsbild</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>&amp;Werkzeuge</translation>
    </message>
    <message>
        <source>F&amp;rame</source>
        <translation>B&amp;ild</translation>
    </message>
    <message>
        <source>&amp;Camera</source>
        <translation>&amp;Kamera</translation>
    </message>
    <message>
        <source>&amp;Move Robot</source>
        <translation>Roboter be&amp;wegen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Opacity of the drawn robot</source>
        <translation>Deckkraft des gezeichneten Roboters</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Camera on show</source>
        <translation>Gezeigte Kamera</translation>
    </message>
    <message>
        <source>Open a team&apos;s review list</source>
        <translation>Prüfliste eines Teams öffnen</translation>
    </message>
    <message>
        <source>Its name: postgresql://USER@HOST/DATABASE/PROJECT. The password comes from ~/.pgpass.</source>
        <translation>Ihr Name: postgresql://USER@HOST/DATABASE/PROJECT. Das Passwort kommt aus ~/.pgpass.</translation>
    </message>
    <message>
        <source>Also &amp;Solve For</source>
        <translation>&amp;Mitlösen</translation>
    </message>
</context>
<context>
    <name>camframe::MaskTool</name>
    <message>
        <source>What counts for nothing: </source>
        <translation>Was nicht zählt: </translation>
    </message>
    <message>
        <source>What is robot: </source>
        <translation>Was Roboter ist: </translation>
    </message>
    <message>
        <source>click what belongs to it, right-click what does not; Esc starts anew.</source>
        <translation>anklicken, was dazugehört, rechts anklicken, was nicht; Esc beginnt von vorn.</translation>
    </message>
    <message>
        <source>click corners, then the first one again to fill (right button: erase). Esc gives up.</source>
        <translation>Ecken anklicken, dann wieder die erste zum Füllen (rechte Taste: radieren). Esc bricht ab.</translation>
    </message>
    <message>
        <source>drag to erase, Ctrl + wheel changes the brush.</source>
        <translation>ziehen zum Radieren, Strg + Mausrad ändert den Pinsel.</translation>
    </message>
    <message>
        <source>drag to paint, right-drag to erase, Ctrl + wheel changes the brush.</source>
        <translation>ziehen zum Malen, rechts ziehen zum Radieren, Strg + Mausrad ändert den Pinsel.</translation>
    </message>
    <message>
        <source>Click first what belongs to the mask; the right button then says what does not.</source>
        <translation>Erst anklicken, was zur Maske gehört; die rechte Taste sagt dann, was nicht.</translation>
    </message>
    <message>
        <source>There is no drawn robot in this frame to start from.</source>
        <translation>In diesem Bild ist kein Roboter gezeichnet, von dem auszugehen wäre.</translation>
    </message>
</context>
<context>
    <name>camframe::PoseTool</name>
    <message>
        <source>Drag the drawn robot to shift it, right-drag to turn it (Shift: roll), Ctrl + wheel for distance, arrow keys for small steps.</source>
        <translation>Den gezeichneten Roboter ziehen zum Verschieben, rechts ziehen zum Drehen (Umschalt: rollen), Strg + Mausrad für die Entfernung, Pfeiltasten für kleine Schritte.</translation>
    </message>
    <message>
        <source>There is no pose to drag yet: run the calibration, or place four keypoints.</source>
        <translation>Es gibt noch keine Pose zum Ziehen: kalibrieren oder vier Schlüsselpunkte setzen.</translation>
    </message>
</context>
<context>
    <name>camframe::PoseVersionModel</name>
    <message>
        <source>on show</source>
        <translation>gezeigt</translation>
    </message>
    <message>
        <source>as opened</source>
        <translation>wie geöffnet</translation>
    </message>
    <message>
        <source>%1°</source>
        <translation>%1°</translation>
    </message>
    <message>
        <source>no pose</source>
        <translation>keine Pose</translation>
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
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Pose by</source>
        <translation>Pose von</translation>
    </message>
    <message>
        <source>Turned</source>
        <translation>Gedreht</translation>
    </message>
    <message>
        <source>Moved</source>
        <translation>Bewegt</translation>
    </message>
    <message>
        <source>At the tool</source>
        <translation>Am Werkzeug</translation>
    </message>
</context>
<context>
    <name>camframe::ProjectDocument</name>
    <message>
        <source>The project file %1 does not answer: the last changes are not saved yet.</source>
        <translation>Die Projektdatei %1 antwortet nicht: Die letzten Änderungen sind noch nicht gespeichert.</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewDesk</name>
    <message>
        <source>%1 has this camera open: look, but leave it to them, or take another.</source>
        <translation>%1 hat diese Kamera geöffnet: ansehen, aber ihr oder ihm überlassen, oder eine andere nehmen.</translation>
    </message>
    <message>
        <source>%1 was faster with %2, camera %3; your verdict was not written.</source>
        <translation>%1 war bei %2, Kamera %3, schneller; Ihr Urteil wurde nicht geschrieben.</translation>
    </message>
    <message>
        <source>%1 has signed this verdict off; it stands until the signature is withdrawn.</source>
        <translation>%1 hat dieses Urteil abgezeichnet; es gilt, bis die Abzeichnung zurückgezogen wird.</translation>
    </message>
    <message>
        <source>Somebody else changed the same text of %1, camera %2, meanwhile; yours was not written.</source>
        <translation>Jemand anderes hat denselben Text von %1, Kamera %2, inzwischen geändert; Ihrer wurde nicht geschrieben.</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewDialog</name>
    <message>
        <source>New review list</source>
        <translation>Neue Prüfliste</translation>
    </message>
    <message>
        <source>A review list holds every camera of every episode of a dataset, with the results of &quot;camframe calibrate&quot; and the verdicts of all reviewers.</source>
        <translation>Eine Prüfliste enthält jede Kamera jeder Episode eines Datensatzes mit den Ergebnissen von „camframe calibrate“ und den Urteilen aller, die prüfen.</translation>
    </message>
    <message>
        <source>&amp;Dataset</source>
        <translation>&amp;Datensatz</translation>
    </message>
    <message>
        <source>&amp;Results of calibrate</source>
        <translation>&amp;Ergebnisse von calibrate</translation>
    </message>
    <message>
        <source>optional: the folder that calibrations were written to</source>
        <translation>optional: der Ordner, in den Kalibrierungen geschrieben wurden</translation>
    </message>
    <message>
        <source>optional: profile name or URDF</source>
        <translation>optional: Profilname oder URDF</translation>
    </message>
    <message>
        <source>R&amp;obot</source>
        <translation>R&amp;oboter</translation>
    </message>
    <message>
        <source>&amp;List</source>
        <translation>&amp;Liste</translation>
    </message>
    <message>
        <source>&amp;Make List</source>
        <translation>Liste &amp;anlegen</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>Review list</source>
        <translation>Prüfliste</translation>
    </message>
    <message>
        <source>Review lists (*.camreview)</source>
        <translation>Prüflisten (*.camreview)</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Einen Ordner wählen</translation>
    </message>
    <message>
        <source>Choose the dataset: a folder with episode.json, or with such folders.</source>
        <translation>Den Datensatz wählen: ein Ordner mit episode.json oder mit solchen Ordnern.</translation>
    </message>
    <message>
        <source>The folder of results does not exist.</source>
        <translation>Den Ordner mit Ergebnissen gibt es nicht.</translation>
    </message>
    <message>
        <source>Choose where the list shall lie; people who share it need the same path.</source>
        <translation>Wählen, wo die Liste liegen soll; wer sie teilt, braucht denselben Pfad.</translation>
    </message>
    <message>
        <source>There is such a file already: open it, or choose another name.</source>
        <translation>Eine solche Datei gibt es schon: öffnen oder einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>*.camreview, or postgresql://USER@HOST/DATABASE/PROJECT</source>
        <translation>*.camreview oder postgresql://USER@HOST/DATABASE/PROJECT</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewModel</name>
    <message>
        <source>not run</source>
        <translation>nicht ausgeführt</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>ok</translation>
    </message>
    <message>
        <source>review</source>
        <translation>zu prüfen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>angenommen</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>to fix</source>
        <translation>nachzubessern</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>übersprungen</translation>
    </message>
    <message>
        <source>deferred</source>
        <translation>zurückgestellt</translation>
    </message>
    <message>
        <source>%1, stale</source>
        <translation>%1, veraltet</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 (open)</source>
        <translation>%1 (geöffnet)</translation>
    </message>
    <message>
        <source>%1 judged an earlier pose. Look again and give the verdict anew.</source>
        <translation>%1 hat eine frühere Pose beurteilt. Erneut ansehen und neu urteilen.</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Episode</source>
        <translation>Episode</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Risiko</translation>
    </message>
    <message>
        <source>Robot</source>
        <translation>Roboter</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>Geprüft von</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>Bemerkungen</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewPanel</name>
    <message>
        <source>Set group...</source>
        <translation>Gruppe setzen ...</translation>
    </message>
    <message>
        <source>Set tags...</source>
        <translation>Schlagwörter setzen ...</translation>
    </message>
    <message>
        <source>Set frames to export...</source>
        <translation>Zu exportierende Bilder setzen ...</translation>
    </message>
    <message>
        <source>Calibrate...</source>
        <translation>Kalibrieren ...</translation>
    </message>
    <message>
        <source>%1 of %2 · %3 judged</source>
        <translation>%1 von %2 · %3 beurteilt</translation>
    </message>
    <message>
        <source>%1 · %2 judged</source>
        <translation>%1 · %2 beurteilt</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>ok</translation>
    </message>
    <message>
        <source>review</source>
        <translation>zu prüfen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>nicht ausgeführt</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keines</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Risiko</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Robot</source>
        <translation>Roboter</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>Geprüft von</translation>
    </message>
    <message>
        <source>Save this query...</source>
        <translation>Diese Abfrage speichern ...</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Save this query</source>
        <translation>Diese Abfrage speichern</translation>
    </message>
    <message>
        <source>Name of the query:</source>
        <translation>Name der Abfrage:</translation>
    </message>
    <message>
        <source>Set group</source>
        <translation>Gruppe setzen</translation>
    </message>
    <message numerus="yes">
        <source>Group of the %n chosen item(s):</source>
        <translation>
            <numerusform>Gruppe des %n gewählten Eintrags:</numerusform>
            <numerusform>Gruppe der %n gewählten Einträge:</numerusform>
        </translation>
    </message>
    <message>
        <source>Set tags</source>
        <translation>Schlagwörter setzen</translation>
    </message>
    <message numerus="yes">
        <source>Tags of the %n chosen item(s), parted by blanks:</source>
        <translation>
            <numerusform>Schlagwörter des %n gewählten Eintrags, durch Leerzeichen getrennt:</numerusform>
            <numerusform>Schlagwörter der %n gewählten Einträge, durch Leerzeichen getrennt:</numerusform>
        </translation>
    </message>
    <message>
        <source>Set frames to export</source>
        <translation>Zu exportierende Bilder setzen</translation>
    </message>
    <message numerus="yes">
        <source>Frames of the %n chosen item(s), such as 10-200; nothing: all:</source>
        <translation>
            <numerusform>Bilder des %n gewählten Eintrags, etwa 10-200; nichts: alle:</numerusform>
            <numerusform>Bilder der %n gewählten Einträge, etwa 10-200; nichts: alle:</numerusform>
        </translation>
    </message>
    <message>
        <source>Filter: words, status:review,failed  risk&gt;20%  camera:front  verdict:none</source>
        <translation>Filter: Wörter, status:review,failed  risk&gt;20%  camera:front  verdict:none</translation>
    </message>
    <message>
        <source>Words are looked for everywhere. Fields: status, verdict, camera, robot, task, group, tag, reviewer, episode, claimed; several values are separated by commas; risk&gt;0.2, risk&lt;5%. A minus turns a term around, quotes keep words together.</source>
        <translation>Wörter werden überall gesucht. Felder: status, verdict, camera, robot, task, group, tag, reviewer, episode, claimed; mehrere Werte werden durch Kommas getrennt; risk&gt;0.2, risk&lt;5%. Ein Minus kehrt einen Begriff um, Anführungszeichen halten Wörter zusammen.</translation>
    </message>
    <message>
        <source>Filter of the review list</source>
        <translation>Filter der Prüfliste</translation>
    </message>
    <message>
        <source>Add term</source>
        <translation>Begriff hinzufügen</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>Abfragen</translation>
    </message>
    <message>
        <source>Review list</source>
        <translation>Prüfliste</translation>
    </message>
    <message>
        <source>No review list is open. Make one of a dataset and its calibrations, or open one: File menu, Review List.</source>
        <translation>Keine Prüfliste ist geöffnet. Eine aus einem Datensatz und seinen Kalibrierungen anlegen oder eine öffnen: Menü Datei, Prüfliste.</translation>
    </message>
</context>
<context>
    <name>camframe::ReviewSession</name>
    <message>
        <source>Every camera of this list has a verdict.</source>
        <translation>Jede Kamera dieser Liste hat ein Urteil.</translation>
    </message>
    <message>
        <source>The list says &quot;%1&quot; of this camera, the project says &quot;%2&quot;. Judge it again to say which holds.</source>
        <translation>Die Liste sagt zu dieser Kamera „%1“, das Projekt „%2“. Bitte noch einmal beurteilen, damit klar ist, was gilt.</translation>
    </message>
    <message>
        <source>Nothing was judged: episode %1, camera %2, is chosen in the list, but not on show.</source>
        <translation>Nichts wurde beurteilt: Episode %1, Kamera %2, ist in der Liste gewählt, wird aber nicht gezeigt.</translation>
    </message>
</context>
<context>
    <name>camframe::SceneView</name>
    <message>
        <source>This computer offers no OpenGL, so there is no 3D scene. Everything else works.</source>
        <translation>Dieser Rechner bietet kein OpenGL, daher gibt es keine 3D-Szene. Alles andere funktioniert.</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Look at robot and camera from outside</source>
        <translation>Roboter und Kamera von außen ansehen</translation>
    </message>
    <message>
        <source>From camera</source>
        <translation>Von der Kamera</translation>
    </message>
    <message>
        <source>Look from where the recorded camera stands</source>
        <translation>Vom Standort der aufnehmenden Kamera aus sehen</translation>
    </message>
    <message>
        <source>Follow tool</source>
        <translation>Werkzeug folgen</translation>
    </message>
    <message>
        <source>Keep the tool in the middle from frame to frame</source>
        <translation>Das Werkzeug von Bild zu Bild in der Mitte halten</translation>
    </message>
    <message>
        <source>3 σ × %1</source>
        <translation>3 σ × %1</translation>
    </message>
    <message>
        <source>The ellipsoid says how uncertain the camera&apos;s place is: three standard deviations, drawn %1 times as large. Semi-axes %2, %3 and %4 mm.</source>
        <translation>Das Ellipsoid sagt, wie unsicher der Ort der Kamera ist: drei Standardabweichungen, %1-fach vergrößert. Halbachsen %2, %3 und %4 mm.</translation>
    </message>
</context>
<context>
    <name>camframe::ShortcutDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Find an action or a key</source>
        <translation>Befehl oder Taste suchen</translation>
    </message>
    <message>
        <source>Double-click a key to change it.</source>
        <translation>Eine Taste mit Doppelklick ändern.</translation>
    </message>
    <message>
        <source>Reset to default</source>
        <translation>Auf Vorgabe zurücksetzen</translation>
    </message>
</context>
<context>
    <name>camframe::ShortcutModel</name>
    <message>
        <source>%1 already belongs to &quot;%2&quot;: give that one another key first.</source>
        <translation>%1 gehört schon zu „%2“: diesem erst eine andere Taste geben.</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Vorgabe</translation>
    </message>
</context>
<context>
    <name>camframe::Timeline</name>
    <message>
        <source>No frame has been scored yet: F7 compares them all with the drawn robot.</source>
        <translation>Noch ist kein Bild bewertet: F7 vergleicht alle mit dem gezeichneten Roboter.</translation>
    </message>
    <message>
        <source>Frame %1 fits worst: its outline is off by %2 px.</source>
        <translation>Bild %1 passt am schlechtesten: sein Umriss liegt %2 px daneben.</translation>
    </message>
    <message>
        <source>No gripper opens or closes after this frame.</source>
        <translation>Nach diesem Bild öffnet oder schließt sich kein Greifer.</translation>
    </message>
    <message>
        <source>No gripper opens or closes before this frame.</source>
        <translation>Vor diesem Bild öffnet oder schließt sich kein Greifer.</translation>
    </message>
    <message>
        <source>Current frame; type a number to go there</source>
        <translation>Aktuelles Bild; eine Zahl eingeben, um dorthin zu gehen</translation>
    </message>
    <message>
        <source>Drag to scrub. Green diamonds: frames with keypoints; small dots: carried over. Violet squares: frames with masks; small ones: carried over. Blue dots on the line: frames that the calibration used. Red: frames without joint values. Bars below: how far the drawn outline is off (F7). Lowest: how far the gripper is open, with marks where it opens and closes.</source>
        <translation>Ziehen zum Durchlaufen. Grüne Rauten: Bilder mit Schlüsselpunkten; kleine Punkte: übertragen. Violette Quadrate: Bilder mit Masken; kleine: übertragen. Blaue Punkte auf der Linie: Bilder, die die Kalibrierung verwendet hat. Rot: Bilder ohne Gelenkwerte. Balken darunter: wie weit der gezeichnete Umriss daneben liegt (F7). Ganz unten: wie weit der Greifer offen ist, mit Marken, wo er sich öffnet und schließt.</translation>
    </message>
    <message>
        <source>Filmstrip</source>
        <translation>Bildstreifen</translation>
    </message>
    <message>
        <source>Current frame</source>
        <translation>Aktuelles Bild</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>camframe::ViewTool</name>
    <message>
        <source>Drag to pan, turn the wheel to zoom, click the robot to select a link.</source>
        <translation>Ziehen zum Verschieben, Mausrad zum Vergrößern, Klick auf den Roboter wählt ein Glied.</translation>
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
        <translation>Zeigt eine Roboteraufnahme mit dem Roboter über ihren Bildern, findet heraus, wo die Kamera stand, und lässt berichtigen, was misslang.</translation>
    </message>
    <message>
        <source>Opened before</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Or drop a recording, a review list or a calibration on the window. %1 finds any command, %2 lists all keys.</source>
        <translation>Oder eine Aufnahme, eine Prüfliste oder eine Kalibrierung auf das Fenster ziehen. %1 findet jeden Befehl, %2 nennt alle Tasten.</translation>
    </message>
</context>
<context>
    <name>camframe::Workspace</name>
    <message>
        <source>the demo</source>
        <translation>die Demo</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>%1 öffnen</translation>
    </message>
    <message>
        <source>There is no pose to refine yet: calibrate, or place four keypoints.</source>
        <translation>Es gibt noch keine Pose zum Verfeinern: kalibrieren oder vier Schlüsselpunkte setzen.</translation>
    </message>
    <message numerus="yes">
        <source>Masks are drawn in %n frame(s), and only those take part: more of them, with the arm in other places, make the camera surer.</source>
        <translation>
            <numerusform>Masken sind in %n Bild gezeichnet, und nur dieses nimmt teil: mehr davon, mit dem Arm an anderen Stellen, machen die Kamera sicherer.</numerusform>
            <numerusform>Masken sind in %n Bildern gezeichnet, und nur diese nehmen teil: mehr davon, mit dem Arm an anderen Stellen, machen die Kamera sicherer.</numerusform>
        </translation>
    </message>
    <message>
        <source>Refine %1</source>
        <translation>%1 verfeinern</translation>
    </message>
    <message>
        <source>Calibrate %1</source>
        <translation>%1 kalibrieren</translation>
    </message>
    <message>
        <source>Done: ok.</source>
        <translation>Fertig: ok.</translation>
    </message>
    <message>
        <source>Done: please review.</source>
        <translation>Fertig: bitte prüfen.</translation>
    </message>
    <message>
        <source>The calibration did not find a pose it trusts; the issues say what to do.</source>
        <translation>Die Kalibrierung fand keine Pose, der sie traut; die Probleme sagen, was zu tun ist.</translation>
    </message>
    <message>
        <source>Done: no trustworthy pose.</source>
        <translation>Fertig: keine verlässliche Pose.</translation>
    </message>
    <message>
        <source>There is no pose to compare the frames with yet.</source>
        <translation>Es gibt noch keine Pose, mit der sich die Bilder vergleichen ließen.</translation>
    </message>
    <message>
        <source>Score the frames of %1</source>
        <translation>Die Bilder von %1 bewerten</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <source>The robot is not drawn in this frame, so there is nothing to find its colours by.</source>
        <translation>In diesem Bild ist kein Roboter gezeichnet, also gibt es nichts, woran sich seine Farben finden ließen.</translation>
    </message>
    <message>
        <source>Find the robot in frame %1</source>
        <translation>Den Roboter in Bild %1 finden</translation>
    </message>
    <message>
        <source>There is no pose to accept yet.</source>
        <translation>Es gibt noch keine Pose zum Annehmen.</translation>
    </message>
    <message>
        <source>Only the pose was taken: %1</source>
        <translation>Nur die Pose wurde übernommen: %1</translation>
    </message>
    <message>
        <source>%1 is about camera &quot;%2&quot;, not &quot;%3&quot;: choose that camera first.</source>
        <translation>%1 gehört zur Kamera „%2“, nicht zu „%3“: erst diese Kamera wählen.</translation>
    </message>
    <message>
        <source>%1 is about pictures of %2 x %3 pixels; these have %4 x %5.</source>
        <translation>%1 gehört zu Bildern von %2 x %3 Pixeln; diese haben %4 x %5.</translation>
    </message>
    <message>
        <source>The calibration was written to %1.</source>
        <translation>Die Kalibrierung wurde nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>Make review list %1</source>
        <translation>Prüfliste %1 anlegen</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) could not be read, the first: %1</source>
        <translation>
            <numerusform>%n Sache konnte nicht gelesen werden: %1</numerusform>
            <numerusform>%n Dinge konnten nicht gelesen werden, das erste: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n camera(s), %1 calibrated.</source>
        <translation>
            <numerusform>%n Kamera, %1 kalibriert.</numerusform>
            <numerusform>%n Kameras, %1 kalibriert.</numerusform>
        </translation>
    </message>
    <message>
        <source>Export actions</source>
        <translation>Aktionen exportieren</translation>
    </message>
    <message>
        <source>The actions were written to %1.</source>
        <translation>Die Aktionen wurden nach %1 geschrieben.</translation>
    </message>
    <message>
        <source>The recording was read.</source>
        <translation>Die Aufnahme wurde gelesen.</translation>
    </message>
    <message>
        <source>Something else was opened meanwhile.</source>
        <translation>Inzwischen wurde etwas anderes geöffnet.</translation>
    </message>
</context>
</TS>
