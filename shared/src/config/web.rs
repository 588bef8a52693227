//! Settings for browsers.

use super::{
    AllowedOrigins, ConfigError, TrustedProxies,
    environment::variable,
    origins::{is_origin, origins},
    setting::{Declaration, Setting, apply, flag},
};

/// Value of `PUBLIC_URL` with the scheme only; the host is the request's.
pub const SECURE_SCHEME: &str = "https://";

/// Public URL, origins and proxies.
#[derive(Clone, Debug)]
pub struct WebSettings {
    /// `ALLOWED_ORIGINS`: origins that may call from a browser, without credentials.
    pub allowed_origins: AllowedOrigins,
    /// `CREDENTIALED_ORIGINS`: origins that may send the session cookie as well. None by default: only a page that
    /// hosts a part of the console or widget needs it.
    pub credentialed_origins: Vec<String>,
    /// `PUBLIC_URL`: the system's public URL, such as `https://chat.example.com`, or `https://` alone. Without a host,
    /// the `Host` header's is used.
    pub public_url: Option<String>,
    /// `TRUSTED_PROXIES`: proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: TrustedProxies,
    /// `DEMO_PAGE`: shows a demo page with the widget at `/`; otherwise it redirects to the console.
    pub demo_page: bool,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            allowed_origins: AllowedOrigins::Any,
            credentialed_origins: Vec::new(),
            public_url: None,
            trusted_proxies: TrustedProxies::default(),
            demo_page: true,
        }
    }
}

impl WebSettings {
    pub(super) const SETTINGS: [Setting<Self>; 5] = [
        Setting {
            declaration: Declaration::text(
                "ALLOWED_ORIGINS",
                "",
                "Websites allowed to use the widget and API, separated by commas (local run: * = any)",
            )
            .local("*"),
            get: |web| web.allowed_origins.to_string(),
            set: |web, text| {
                web.allowed_origins = AllowedOrigins::parse(text)?;
                Ok(())
            },
        },
        Setting {
            declaration: Declaration::text(
                "CREDENTIALED_ORIGINS",
                "",
                "Websites that host part of the desk and may send its session cookie, separated by commas",
            ),
            get: |web| web.credentialed_origins.join(","),
            set: |web, text| {
                web.credentialed_origins = origins(text)?;
                Ok(())
            },
        },
        Setting {
            declaration: Declaration::text(
                "PUBLIC_URL",
                "",
                "Public address of the system, such as https://chat.example.com; with https, cookies are secure",
            ),
            get: |web| web.public_url.clone().unwrap_or_default(),
            set: |web, text| {
                web.public_url = Some(public_url(text)?);
                Ok(())
            },
        },
        Setting {
            declaration: Declaration::text(
                "TRUSTED_PROXIES",
                "",
                "Proxies whose X-Forwarded-For header is trusted: their number, or networks such as 10.0.0.0/8,fd00::/8",
            ),
            get: |web| web.trusted_proxies.to_string(),
            set: |web, text| {
                web.trusted_proxies = text.parse()?;
                Ok(())
            },
        },
        Setting {
            declaration: Declaration::flag("DEMO_PAGE", "Show the demo page at the start page instead of the console")
                .local("true"),
            get: |web| web.demo_page.to_string(),
            set: |web, text| {
                web.demo_page = flag(text)?;
                Ok(())
            },
        },
    ];

    /// Reads the settings from the environment.
    ///
    /// # Errors
    /// The first invalid setting.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&variable)
    }

    pub(super) fn read(source: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let nobody = AllowedOrigins::Only(Vec::new());
        let mut web = Self { allowed_origins: nobody, ..Self::default() };
        apply(&Self::SETTINGS, &mut web, source)?;
        Ok(web)
    }

    /// The public URL, if its host is known.
    pub fn base_url(&self) -> Option<&str> {
        self.public_url.as_deref().filter(|url| *url != SECURE_SCHEME)
    }

    /// `true` if clients use TLS, so that cookies must be secure.
    pub fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with(SECURE_SCHEME))
    }
}

/// Parses the origin of a public URL, or the scheme alone: then the host is the request's, for deployments that no
/// other host name reaches.
fn public_url(text: &str) -> Result<String, String> {
    let origin = text.trim_end_matches('/');
    if text == SECURE_SCHEME {
        Ok(text.to_owned())
    } else if is_origin(origin) {
        Ok(origin.to_owned())
    } else {
        Err(format!("is {text:?}, which is not an address such as https://chat.example.com"))
    }
}
