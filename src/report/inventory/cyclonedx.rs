//! A bill of materials in CycloneDX 1.6: models and SDKs as components, Mistral's hosts as services,
//! each with where it is used. Without time or chance, so that the same code gives the same bill.

use super::super::Sources;
use crate::catalog::{Catalog, Family};
use crate::inventory::{Inventory, Place, Request};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// What the models and services are used by.
const WORKSPACE: &str = "workspace";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bill {
    #[serde(rename = "$schema")]
    schema: &'static str,
    bom_format: &'static str,
    spec_version: &'static str,
    serial_number: String,
    version: u32,
    metadata: Metadata,
    components: Vec<Component>,
    services: Vec<Service>,
    dependencies: Vec<Dependency>,
}

#[derive(Serialize)]
struct Metadata {
    tools: Tools,
    component: Named,
}

#[derive(Serialize)]
struct Tools {
    components: Vec<Named>,
}

/// A component of which no more is said than what it is.
#[derive(Serialize)]
struct Named {
    r#type: &'static str,
    #[serde(rename = "bom-ref", skip_serializing_if = "Option::is_none")]
    reference: Option<&'static str>,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'static str>,
}

#[derive(Serialize)]
struct Component {
    r#type: &'static str,
    #[serde(rename = "bom-ref")]
    reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<Organisation>,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
    evidence: Evidence,
}

#[derive(Serialize)]
struct Organisation {
    name: &'static str,
    url: [&'static str; 1],
}

#[derive(Serialize)]
struct Evidence {
    occurrences: Vec<Occurrence>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Occurrence {
    location: String,
    line: u32,
    symbol: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_context: Option<String>,
}

#[derive(Serialize)]
struct Service {
    #[serde(rename = "bom-ref")]
    reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider: Option<Organisation>,
    name: String,
    endpoints: Vec<String>,
    authenticated: bool,
    #[serde(rename = "x-trust-boundary")]
    crosses_boundary: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    r#ref: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<String>,
}

pub(super) fn write(
    list: &Inventory,
    sources: &Sources<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut components = models(list, sources);
    components.extend(packages(list, sources));
    let services = services(list, sources);
    let mut bill = Bill {
        schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
        bom_format: "CycloneDX",
        spec_version: "1.6",
        serial_number: String::new(),
        version: 1,
        metadata: metadata(sources),
        dependencies: dependencies(&components, &services),
        components,
        services,
    };
    bill.serial_number = serial_number(&serde_json::to_vec(&bill)?);
    serde_json::to_writer_pretty(&mut *out, &bill)?;
    writeln!(out)
}

fn metadata(sources: &Sources<'_>) -> Metadata {
    let windbreak = Named {
        r#type: "application",
        reference: None,
        name: "windbreak".to_owned(),
        version: Some(env!("CARGO_PKG_VERSION")),
    };
    Metadata {
        tools: Tools {
            components: vec![windbreak],
        },
        component: Named {
            r#type: "application",
            reference: Some(WORKSPACE),
            name: sources.workspace(),
            version: None,
        },
    }
}

/// The models that requests name.
fn models(list: &Inventory, sources: &Sources<'_>) -> Vec<Component> {
    let mut uses: BTreeMap<String, Vec<Occurrence>> = BTreeMap::new();
    for request in &list.requests {
        for value in &request.model.values {
            let name = sources.redact(value).into_owned();
            let context = request.place.cell.map(|cell| format!("cell {cell}"));
            let found = occurrence(&request.place, &request.method, context, sources);
            uses.entry(name).or_default().push(found);
        }
    }
    let component = |(name, occurrences): (String, Vec<Occurrence>)| Component {
        r#type: "machine-learning-model",
        reference: format!("model:{name}"),
        supplier: is_of_mistral(&name).then(mistral),
        purl: None,
        name,
        evidence: Evidence { occurrences },
    };
    uses.into_iter().map(component).collect()
}

/// Whether a model is one of Mistral's by its name.
fn is_of_mistral(name: &str) -> bool {
    let catalog = Catalog::builtin();
    catalog.model(name).is_some() || catalog.is_mistral_model_name(name)
}

fn mistral() -> Organisation {
    Organisation {
        name: "Mistral AI",
        url: ["https://mistral.ai"],
    }
}

/// The packages that clients are from.
fn packages(list: &Inventory, sources: &Sources<'_>) -> Vec<Component> {
    let mut uses: BTreeMap<(String, String), Vec<Occurrence>> = BTreeMap::new();
    for client in &list.clients {
        let Some(package) = &client.package else {
            continue;
        };
        let registry = match client.family {
            Family::Ecma => "npm",
            Family::Python => "pypi",
        };
        let purl = format!("pkg:{registry}/{}", package.replace('@', "%40"));
        let found = occurrence(&client.place, &client.class, None, sources);
        uses.entry((package.to_string(), purl))
            .or_default()
            .push(found);
    }
    let component = |((name, purl), occurrences): ((String, String), _)| Component {
        r#type: "library",
        reference: purl.clone(),
        supplier: None,
        name,
        purl: Some(purl),
        evidence: Evidence { occurrences },
    };
    uses.into_iter().map(component).collect()
}

fn occurrence(
    place: &Place,
    symbol: &str,
    additional_context: Option<String>,
    sources: &Sources<'_>,
) -> Occurrence {
    Occurrence {
        location: sources.path(&place.path),
        line: place.line,
        symbol: sources.redact(symbol).into_owned(),
        additional_context,
    }
}

/// The servers that requests go to, as far as they are known, by their origin.
fn services(list: &Inventory, sources: &Sources<'_>) -> Vec<Service> {
    let mut servers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for client in &list.clients {
        let Some(origin) = client.server.as_deref().and_then(origin) else {
            continue;
        };
        let endpoints = servers.entry(origin.to_owned()).or_default();
        let sent = |request: &&Request| request.client.as_ref() == Some(&client.place);
        for request in list.requests.iter().filter(sent) {
            endpoints.extend(
                request
                    .endpoint
                    .iter()
                    .map(|endpoint| format!("{origin}{endpoint}")),
            );
        }
    }
    let service = |(origin, endpoints): (String, BTreeSet<String>)| {
        let reached = Catalog::builtin().host(&origin);
        let endpoints = match endpoints.is_empty() {
            true => vec![origin.clone()],
            false => endpoints.into_iter().collect(),
        };
        Service {
            reference: format!("service:{origin}"),
            provider: reached
                .filter(|reached| reached.host.name.ends_with("mistral.ai"))
                .map(|_| mistral()),
            name: sources
                .redact(origin.split("://").nth(1).unwrap_or(&origin))
                .into_owned(),
            endpoints: endpoints
                .iter()
                .map(|it| sources.redact(it).into_owned())
                .collect(),
            authenticated: true,
            crosses_boundary: true,
        }
    };
    servers.into_iter().map(service).collect()
}

/// The scheme and host of a URL; `None` where they are not written out.
fn origin(url: &str) -> Option<&str> {
    let start = url.find("://")? + 3;
    let end = url[start..].find('/').map_or(url.len(), |at| start + at);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    (end > start && url[start..end].chars().all(is_plain)).then(|| &url[..end])
}

fn dependencies(components: &[Component], services: &[Service]) -> Vec<Dependency> {
    let components = components.iter().map(|it| it.reference.clone());
    let services = services.iter().map(|it| it.reference.clone());
    let all: Vec<_> = components.chain(services).collect();
    let leaf = |reference: &String| Dependency {
        r#ref: reference.clone(),
        depends_on: Vec::new(),
    };
    let leaves: Vec<_> = all.iter().map(leaf).collect();
    let workspace = Dependency {
        r#ref: WORKSPACE.to_owned(),
        depends_on: all,
    };
    std::iter::once(workspace).chain(leaves).collect()
}

/// A number made of the bill's content, in the form of a UUID.
fn serial_number(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let hex: String = digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!(
        "urn:uuid:{}-{}-8{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    )
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn only_what_is_written_out_is_a_server() {
        assert_eq!(
            origin("https://api.mistral.ai/v1"),
            Some("https://api.mistral.ai")
        );
        assert_eq!(origin("wss://api.mistral.ai"), Some("wss://api.mistral.ai"));
        for url in [
            "${MISTRAL_URL}",
            "https://${HOST}/v1",
            "api.mistral.ai",
            "https://",
        ] {
            assert_eq!(origin(url), None, "{url}");
        }
    }
}
