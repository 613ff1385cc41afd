"""What version 0.2 of the Reconciliation Service API asks of a manifest and of answers, as JSON Schemas.

Written for these tests after the specification's own, in other words and stricter where our service always gives
what the specification leaves open.
"""

from typing import Any

TEXT = {"type": "string", "minLength": 1}
WEB = {"type": "string", "pattern": "^https?://"}
NAMED = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT}}
TYPE = {
    **NAMED,
    "properties": {**NAMED["properties"], "description": TEXT, "broader": {"type": "array", "items": NAMED}},
}
TEMPLATE = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
SERVICE = {
    "type": "object",
    "required": ["service_url", "service_path"],
    "properties": {
        "service_url": WEB,
        "service_path": {"type": "string", "pattern": "^/"},
        "flyout_service_url": WEB,
        "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"},
    },
}


def setting(kind: str, default: dict[str, Any], **more: Any) -> dict[str, Any]:
    properties = {
        "type": {"const": kind},
        "default": default,
        "name": TEXT,
        "label": TEXT,
        "help_text": TEXT,
        **more,
    }
    return {"type": "object", "required": ["type", "name", "label", *more], "properties": properties}


CHOICES = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "required": ["value", "name"], "properties": {"value": TEXT, "name": TEXT}},
}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "items": {"type": "string"}, "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": WEB,
        "schemaSpace": WEB,
        "documentation": WEB,
        "serviceVersion": {"type": "string"},
        "logo": WEB,
        "batchSize": {"type": "integer", "minimum": 1},
        "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True},
        "view": {"type": "object", "required": ["url"], "properties": {"url": TEMPLATE}},
        "feature_view": {"type": "object", "required": ["url"], "properties": {"url": TEMPLATE}},
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {"url": TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}},
        },
        "suggest": {
            "type": "object",
            "properties": {"entity": SERVICE, "property": SERVICE, "type": SERVICE},
            "additionalProperties": False,
        },
        "extend": {
            "type": "object",
            "properties": {
                "propose_properties": SERVICE,
                "property_settings": {
                    "type": "array",
                    "items": {
                        "oneOf": [
                            setting("number", {"type": "number"}),
                            setting("text", {"type": "string"}),
                            setting("checkbox", {"type": "boolean"}),
                            setting("select", {"type": "string"}, choices=CHOICES),
                        ]
                    },
                },
            },
        },
    },
}
TYPES = {"type": "array", "items": {"oneOf": [{"type": "string"}, NAMED]}}
FEATURE = {
    "type": "object",
    "required": ["id", "value"],
    "properties": {"id": TEXT, "value": {"oneOf": [{"type": "boolean"}, {"type": "number"}]}},
}
CANDIDATE = {
    "type": "object",
    "required": ["id", "name", "score"],
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "description": {"type": "string"},
        "score": {"type": "number"},
        "match": {"type": "boolean"},
        "type": TYPES,
        "features": {"type": "array", "items": FEATURE},
    },
}
RESULTS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {"result": {"type": "array", "items": CANDIDATE}},
    },
}


def cell(name: str, kind: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [name], "properties": {name: kind}, "additionalProperties": False}


DATE_TIME = r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$"
CELL = {
    "oneOf": [
        {"type": "object", "maxProperties": 0},
        {**NAMED, "properties": {**NAMED["properties"], "description": TEXT}, "additionalProperties": False},
        cell("str", {"type": "string"}),
        cell("int", {"type": "integer"}),
        cell("float", {"type": "number"}),
        cell("date", {"type": "string", "pattern": DATE_TIME}),
    ]
}
COLUMN = {
    **NAMED,
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "type": NAMED, "service": WEB},
}
EXTENSION = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": COLUMN},
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": CELL},
            },
        },
    },
}


def suggestions(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": ["result"], "properties": {"result": {"type": "array", "items": item}}}


ENTITIES = suggestions({**NAMED, "properties": {**NAMED["properties"], "description": TEXT, "notable": TYPES}})
PROPERTIES = suggestions({**NAMED, "properties": {**NAMED["properties"], "description": TEXT}})
PROPOSAL = {
    "type": "object",
    "required": ["properties"],
    "properties": {
        "type": {"type": "string"},
        "limit": {"type": "integer"},
        "properties": {"type": "array", "items": NAMED},
    },
}
SCHEMAS = [MANIFEST, RESULTS, EXTENSION, ENTITIES, PROPERTIES, suggestions(TYPE), PROPOSAL]
