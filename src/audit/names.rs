//! The trail keeps the ids of what it tells of; people read names. This is the one place where these become those.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

/// Every id in a state, however deep.
pub(super) fn ids_in(state: &Value) -> Vec<Uuid> {
    match state {
        Value::String(text) => id_of(text).into_iter().collect(),
        Value::Array(items) => items.iter().flat_map(ids_in).collect(),
        Value::Object(fields) => fields.values().flat_map(ids_in).collect(),
        _ => Vec::new(),
    }
}

/// Puts the names in the places of their ids. An id that nothing has any more stays.
pub(super) fn put_names(state: &mut Value, names: &HashMap<Uuid, String>) {
    match state {
        Value::String(text) => {
            if let Some(name) = id_of(text).and_then(|id| names.get(&id)) {
                text.clone_from(name);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| put_names(item, names)),
        Value::Object(fields) => fields.values_mut().for_each(|value| put_names(value, names)),
        _ => {}
    }
}

/// The id that a text is, as the trail writes it.
fn id_of(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_become_names_and_nothing_else_changes() {
        let (known, gone) = (Uuid::now_v7(), Uuid::now_v7());
        let mut state =
            json!({ "themes": [known, gone], "theme_id": known, "title": "A theme", "count": 3, "host": null });
        assert_eq!(ids_in(&state).len(), 3);
        put_names(&mut state, &HashMap::from([(known, "Stroke".to_owned())]));
        let expected =
            json!({ "themes": ["Stroke", gone], "theme_id": "Stroke", "title": "A theme", "count": 3, "host": null });
        assert_eq!(state, expected);
    }
}
