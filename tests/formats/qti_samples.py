"""Items as other programs write them, in their several versions."""

import io
import zipfile

QTI21 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
QTI22 = "http://www.imsglobal.org/xsd/imsqti_v2p2"
QTI3 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
MATCH = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"


def item21(declarations: str, body: str, after: str = "", namespace: str = QTI21) -> str:
    """Return an item of QTI 2 around its parts."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="{namespace}" identifier="foreign-1" title="A title"
    adaptive="false" timeDependent="false">
  {declarations}
  <itemBody>{body}</itemBody>
  {after}
</assessmentItem>"""


def right(*values: str, cardinality: str = "single") -> str:
    """Return a declaration of the right choices."""
    listed = "".join(f"<value>{value}</value>" for value in values)
    return f"""<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}"
        baseType="identifier"><correctResponse>{listed}</correctResponse></responseDeclaration>"""


def choices(*texts: str, prompt: str = "", most: int = 1) -> str:
    """Return a choice interaction whose choices are called C1, C2 …"""
    asked = f"<prompt>{prompt}</prompt>" if prompt else ""
    listed = "".join(
        f'<simpleChoice identifier="C{number}">{text}</simpleChoice>'
        for number, text in enumerate(texts, start=1)
    )
    return f"""<choiceInteraction responseIdentifier="RESPONSE" shuffle="true"
        maxChoices="{most}">{asked}{listed}</choiceInteraction>"""


ITEM3 = f"""<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="{QTI3}" identifier="unlimited" title="Many" time-dependent="false">
  <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="identifier">
    <qti-correct-response><qti-value>x</qti-value><qti-value>z</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-item-body>
    <qti-rubric-block view="candidate" use="instructions">
      <qti-content-body><p>Take your time.</p></qti-content-body>
    </qti-rubric-block>
    <qti-choice-interaction response-identifier="RESPONSE" max-choices="0">
      <qti-prompt>Which are <strong>mutable</strong>?</qti-prompt>
      <qti-simple-choice identifier="x">list
        <qti-feedback-inline outcome-identifier="F" identifier="x" show-hide="show">It grows.
        </qti-feedback-inline></qti-simple-choice>
      <qti-simple-choice identifier="y"><code>tuple</code></qti-simple-choice>
      <qti-simple-choice identifier="z">dict</qti-simple-choice>
    </qti-choice-interaction>
    <qti-rubric-block view="scorer tutor" use="scoring">
      <qti-content-body><p>Lists and dicts.</p></qti-content-body>
    </qti-rubric-block>
  </qti-item-body>
</qti-assessment-item>"""


def package(files: dict[str, str]) -> bytes:
    """Return a package of files by name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return data.getvalue()


def manifest(*resources: str) -> str:
    """Return a manifest of resources."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><metadata/>
<organizations/><resources>{"".join(resources)}</resources></manifest>"""


def resource(href: str, kind: str = "imsqti_item_xmlv2p1", metadata: str = "") -> str:
    """Return a manifest's resource of one file."""
    return f"""<resource identifier="r-{href}" type="{kind}" href="{href}">
<metadata>{metadata}</metadata><file href="{href}"/></resource>"""
