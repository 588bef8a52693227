//! Routes and their functions: the `HttpApi` events of the template's functions.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{TEMPLATE, TemplateError};

/// Type of an event that is a route of the HTTP API.
const HTTP_API: &str = "HttpApi";

/// A route of the HTTP API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TemplateRoute {
    /// HTTP method, such as `GET`, or `ANY`.
    pub method: String,
    /// Path such as `/api/users/{proxy+}`; `None` is the route `$default`.
    pub path: Option<String>,
    /// Name of the function, which is that of its binary.
    pub function: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Template {
    resources: BTreeMap<String, Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    metadata: Option<Metadata>,
    properties: Option<Properties>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    build_properties: Option<BuildProperties>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BuildProperties {
    binary: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    events: Option<BTreeMap<String, Event>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    #[serde(rename = "Type")]
    kind: String,
    properties: Option<EventProperties>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EventProperties {
    method: Option<String>,
    path: Option<String>,
}

/// Routes of this repository's HTTP API.
pub(crate) fn http_routes() -> Result<Vec<TemplateRoute>, TemplateError> {
    parse(TEMPLATE)
}

fn parse(template: &str) -> Result<Vec<TemplateRoute>, TemplateError> {
    let mut routes = Vec::new();
    for (name, resource) in serde_saphyr::from_str::<Template>(template)?.resources {
        let events = resource.properties.and_then(|properties| properties.events).unwrap_or_default();
        let binary = resource.metadata.and_then(|metadata| metadata.build_properties).and_then(|build| build.binary);
        for event in events.into_values().filter(|event| event.kind == HTTP_API) {
            let function = binary.clone().ok_or_else(|| TemplateError::NoBinary(name.clone()))?;
            let EventProperties { method, path } = event.properties.unwrap_or_default();
            let method = method.map_or_else(|| "ANY".to_owned(), |method| method.to_ascii_uppercase());
            routes.push(TemplateRoute { method, path, function });
        }
    }
    Ok(routes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIXTURE: &str = r#"
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties: { StageName: $default, Domain: !If [HasDomain, { DomainName: !Ref Domain }, !Ref AWS::NoValue] }
  AuthFunction:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: rust-cargolambda, BuildProperties: { Binary: auth } }
    Properties:
      CodeUri: .
      Environment: { Variables: { TABLE_NAME: !Ref Table } }
      Events:
        Auth: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: any, Path: "/api/auth/{proxy+}" } }
        Sweep: { Type: Schedule, Properties: { Schedule: rate(1 day) } }
  HealthFunction:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: rust-cargolambda, BuildProperties: { Binary: health } }
    Properties: { Events: { Rest: { Type: HttpApi, Properties: { ApiId: !Ref Api } } } }
"#;

    #[test]
    fn the_events_of_functions_are_the_routes() -> Result<(), TemplateError> {
        let route = |path: Option<&str>, function: &str| TemplateRoute {
            method: "ANY".to_owned(),
            path: path.map(str::to_owned),
            function: function.to_owned(),
        };
        assert_eq!(parse(FIXTURE)?, [route(Some("/api/auth/{proxy+}"), "auth"), route(None, "health")]);
        Ok(())
    }

    /// Compares with the root Cargo.toml, which repeats the routes for requests to `cargo lambda watch` itself.
    #[test]
    fn cargo_lambda_watch_has_the_same_routes() -> Result<(), Box<dyn std::error::Error>> {
        let metadata = std::process::Command::new(env!("CARGO"))
            .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()?;
        let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout)?;
        let router: BTreeMap<String, String> =
            serde_json::from_value(metadata["metadata"]["lambda"]["watch"]["router"].clone())?;
        assert_eq!(router, http_routes()?.into_iter().flat_map(watch_routes).collect());
        Ok(())
    }

    fn watch_routes(route: TemplateRoute) -> Vec<(String, String)> {
        assert_eq!(route.method, "ANY", "a route for one method is written differently there");
        // `/` has a route of its own.
        let path = route.path.unwrap_or_else(|| "/{*proxy}".to_owned());
        let paths = match path.strip_suffix("{proxy+}") {
            // `cargo lambda` doesn't match an empty rest.
            Some(prefix) => vec![prefix.to_owned(), format!("{prefix}{{*proxy}}")],
            None => vec![path],
        };
        paths.into_iter().map(|path| (path, route.function.clone())).collect()
    }

    #[test]
    fn a_route_without_a_binary_is_refused() {
        let unnamed = FIXTURE.replace("Binary: health", "Release: true");
        assert!(matches!(parse(&unnamed), Err(TemplateError::NoBinary(name)) if name == "HealthFunction"));
    }
}
