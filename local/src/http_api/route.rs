//! Route selection by the rules of API Gateway's HTTP APIs: a full match first, then a greedy variable, then
//! `$default`; of several matches the most specific.

use serde_json::{Map, Value};

use crate::template::TemplateRoute;

/// Key of the fallback route.
const DEFAULT_KEY: &str = "$default";

/// Routes of an API, most specific first.
pub(crate) struct Routes(Vec<Route>);

struct Route {
    key: String,
    function: String,
    /// `None` matches all methods.
    method: Option<String>,
    /// `None` matches all paths, after all other routes.
    path: Option<Vec<Segment>>,
}

/// In order of precedence.
#[derive(Debug)]
enum Segment {
    Literal(String),
    Variable(String),
    /// All remaining segments; always the last one.
    Greedy(String),
}

/// A request's route.
#[derive(Debug, PartialEq)]
pub(super) struct Matched<'a> {
    /// Key of the route, such as `ANY /api/users/{proxy+}`.
    pub key: &'a str,
    /// Name of its function.
    pub function: &'a str,
    /// Values of the route's variables.
    pub parameters: Map<String, Value>,
}

impl Routes {
    pub fn new(routes: impl IntoIterator<Item = TemplateRoute>) -> Self {
        let mut routes: Vec<_> = routes.into_iter().map(Route::new).collect();
        routes.sort_by_key(Route::rank);
        Self(routes)
    }

    /// Finds the route for a method and a decoded path.
    pub(super) fn find(&self, method: &str, path: &str) -> Option<Matched<'_>> {
        let segments: Vec<_> = split(path).collect();
        self.0.iter().filter(|route| route.method.as_deref().is_none_or(|own| own == method)).find_map(|route| {
            let parameters = route.captures(&segments)?;
            Some(Matched { key: &route.key, function: &route.function, parameters })
        })
    }
}

impl Route {
    fn new(TemplateRoute { method, path, function }: TemplateRoute) -> Self {
        let key = path.as_ref().map_or_else(|| DEFAULT_KEY.to_owned(), |path| format!("{method} {path}"));
        let method = (method != "ANY" && path.is_some()).then_some(method);
        Self { key, function, method, path: path.map(|path| split(&path).map(Segment::new).collect()) }
    }

    /// Sort key: lower ranks match first.
    fn rank(&self) -> (u8, Vec<u8>, bool) {
        let path: Vec<u8> = self.path.iter().flatten().map(Segment::rank).collect();
        let class = match &self.path {
            None => 2,
            Some(path) => u8::from(matches!(path.last(), Some(Segment::Greedy(_)))),
        };
        (class, path, self.method.is_none())
    }

    /// Captures the values of the variables; `None` if the path doesn't match.
    fn captures(&self, segments: &[&str]) -> Option<Map<String, Value>> {
        let mut captures = Map::new();
        let Some(path) = &self.path else {
            return Some(captures);
        };
        let mut rest = segments;
        for segment in path {
            let (first, others) = rest.split_first()?;
            match segment {
                Segment::Literal(text) if text != first => return None,
                Segment::Variable(_) if first.is_empty() => return None,
                Segment::Literal(_) => {}
                Segment::Variable(name) => drop(captures.insert(name.clone(), (*first).into())),
                // The rest may be empty: `/api/users/` matches `/api/users/{proxy+}`.
                Segment::Greedy(name) => {
                    captures.insert(name.clone(), rest.join("/").into());
                    return Some(captures);
                }
            }
            rest = others;
        }
        rest.is_empty().then_some(captures)
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            None => Self::Literal(text.to_owned()),
            Some(name) => match name.strip_suffix('+') {
                None => Self::Variable(name.to_owned()),
                Some(name) => Self::Greedy(name.to_owned()),
            },
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Literal(_) => 0,
            Self::Variable(_) => 1,
            Self::Greedy(_) => 2,
        }
    }
}

fn split(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::{router::functions, template::http_routes};

    fn routes(keys: &[&str]) -> Routes {
        Routes::new(keys.iter().map(|key| match key.split_once(' ') {
            Some((method, path)) => {
                TemplateRoute { method: method.to_owned(), path: Some(path.to_owned()), function: String::new() }
            }
            None => TemplateRoute { method: "ANY".to_owned(), path: None, function: String::new() },
        }))
    }

    /// Checks requests against every rotation of the routes, because the order must not matter.
    #[test]
    fn the_most_specific_route_takes_a_request() {
        let mut keys = [
            "GET /pets/dog/1",
            "GET /pets/dog/{id}",
            "ANY /pets/dog/{id}",
            "GET /pets/{proxy+}",
            "ANY /pets/{proxy+}",
            "ANY /pets/dog/{proxy+}",
            "POST /pets",
            "$default",
        ];
        let expected = [
            ("GET", "/pets/dog/1", "GET /pets/dog/1"),
            ("PUT", "/pets/dog/1", "ANY /pets/dog/{id}"),
            ("GET", "/pets/dog/2", "GET /pets/dog/{id}"),
            ("GET", "/pets/cat/1", "GET /pets/{proxy+}"),
            ("DELETE", "/pets/cat/1", "ANY /pets/{proxy+}"),
            ("GET", "/pets/dog/2/toys", "ANY /pets/dog/{proxy+}"),
            ("GET", "/pets/dog/", "ANY /pets/dog/{proxy+}"),
            ("GET", "/pets/", "GET /pets/{proxy+}"),
            ("POST", "/pets", "POST /pets"),
            ("GET", "/pets", "$default"),
            ("GET", "/", "$default"),
        ];
        for _ in 0..keys.len() {
            keys.rotate_left(1);
            let routes = routes(&keys);
            for (method, path, key) in expected {
                assert_eq!(routes.find(method, path).map(|found| found.key), Some(key), "{method} {path}");
            }
        }
    }

    /// Paths of the functions, by the names of their crates.
    fn paths() -> BTreeMap<&'static str, Vec<String>> {
        let of_api = functions().into_iter().map(|function| (function.name, function.routes.into_openapi()));
        let described = of_api.chain([("health", health::routes().into_openapi())]);
        let paths = described.map(|(name, described)| (name, described.paths.paths.into_keys().collect()));
        paths.chain([("web", web::PATHS.map(str::to_owned).to_vec())]).collect()
    }

    #[test]
    fn routers_and_template_have_the_same_routes() -> Result<(), crate::TemplateError> {
        let in_template = http_routes()?;
        let functions: BTreeSet<_> = in_template.iter().map(|route| route.function.clone()).collect();
        let paths = paths();
        assert_eq!(functions, paths.keys().map(|name| (*name).to_owned()).collect());

        let routes = Routes::new(in_template);
        let mut used = BTreeSet::from([DEFAULT_KEY]);
        for (function, paths) in paths {
            for path in paths {
                let path = path.replace("{id}", "1").replace("{version}/{*path}", "1/2");
                assert!(!path.contains('{'), "{path}");
                // The start page already ends with a slash, and files have none.
                let is_exact = path == "/" || path.contains('.');
                let with_slash = (!is_exact).then(|| format!("{path}/"));
                for path in with_slash.into_iter().chain([path]) {
                    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                        let found = routes.find(method, &path);
                        let found = found.filter(|found| found.function == function && found.key != DEFAULT_KEY);
                        used.insert(found.unwrap_or_else(|| panic!("{function} does not get {method} {path}")).key);
                    }
                }
            }
        }
        assert_eq!(used, routes.0.iter().map(|route| route.key.as_str()).collect());
        Ok(())
    }

    #[test]
    fn variables_are_captured() {
        let routes = routes(&["ANY /a/{id}/b", "ANY /c/{proxy+}"]);
        let parameters = |path| routes.find("GET", path).map(|found| Value::Object(found.parameters));
        assert_eq!(parameters("/a/1/b"), Some(serde_json::json!({ "id": "1" })));
        assert_eq!(parameters("/c/d/e"), Some(serde_json::json!({ "proxy": "d/e" })));
        assert_eq!(parameters("/c/"), Some(serde_json::json!({ "proxy": "" })));
        assert_eq!(parameters("/a//b"), None);
        assert_eq!(parameters("/c"), None);
    }
}
