use super::*;

fn shaped(method: &'static str, params: Value) -> Option<Value> {
    let given = Request::build(method).params(params).finish();
    request(given).into_parts().2
}

#[test]
fn far_and_negative_positions_are_brought_into_range() {
    let params = json!({ "contentChanges": [{
        "range": {
            "start": { "line": -1, "character": 2.0 },
            "end": { "line": 9007199254740991u64, "character": 1e300 },
        },
        "text": "line",
    }] });
    let end = json!({ "line": u32::MAX, "character": u32::MAX });
    assert_eq!(
        shaped("textDocument/didChange", params),
        Some(json!({ "contentChanges": [{
            "range": { "start": { "line": 0, "character": 2 }, "end": end },
            "text": "line",
        }] }))
    );
}

#[test]
fn a_capability_that_cannot_be_read_is_left_out_alone() {
    let params = shaped(
        "initialize",
        json!({
            "processId": null,
            "rootUri": "/not/a/uri",
            "trace": "loud",
            "capabilities": {
                "workspace": {
                    "workspaceEdit": { "resourceOperations": ["teleport"] },
                    "configuration": true,
                    "diagnostics": { "refreshSupport": true },
                },
                "general": 5,
                "textDocument": { "hover": { "contentFormat": ["markdown"] } },
            },
        }),
    )
    .unwrap();
    assert_eq!(
        params,
        json!({
            "processId": null,
            "capabilities": {
                "workspace": {
                    "configuration": true,
                    "diagnostic": { "refreshSupport": true },
                },
                "textDocument": { "hover": { "contentFormat": ["markdown"] } },
            },
        })
    );
    assert!(reads(params));
}

#[test]
fn nothing_at_all_is_enough_to_begin_and_to_end() {
    assert!(reads(shaped("initialize", Value::Null).unwrap()));
    assert!(reads(shaped("initialize", json!([1])).unwrap()));
    assert_eq!(shaped("initialized", Value::Null), Some(json!({})));
    assert_eq!(shaped("shutdown", Value::Null), None);
    assert_eq!(shaped("shutdown", json!({})), None);
}

#[test]
fn diagnostics_of_others_are_not_read() {
    let ours = json!({ "source": "windbreak", "code": "hardcoded-key" });
    let theirs = json!({ "source": "other", "codeDescription": { "href": "not a uri" } });
    let params = json!({ "context": { "diagnostics": [theirs, ours] } });
    assert_eq!(
        shaped("textDocument/codeAction", params),
        Some(json!({ "context": { "diagnostics": [ours] } }))
    );
}
