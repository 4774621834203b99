//! Closed vocabularies: one declaration gives the type, its code in the database and in forms, and its words.

/// A word from a closed vocabulary.
pub(crate) trait Choice: Copy + PartialEq + Sized + 'static {
    /// Every choice, in the order a page offers them.
    const ALL: &'static [Self];

    /// The code used in forms, addresses and the database: `service_user`.
    fn code(self) -> &'static str;

    /// The words people read: "Service user".
    fn label(self) -> &'static str;

    /// The choice with this code, if there is one.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.code() == code)
    }

    /// The words for a code; the code itself when there is no such choice.
    fn label_of(code: &str) -> String {
        Self::from_code(code).map_or_else(|| code.to_owned(), |choice| choice.label().to_owned())
    }
}

/// Declares a vocabulary that is a native enumeration of the same name in PostgreSQL.
macro_rules! choices {
    ($(#[$meta:meta])* $vis:vis enum $name:ident as $sql:literal {
        $($(#[$variant_meta:meta])* $variant:ident = $code:literal, $label:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Serialize, serde::Deserialize,
        )]
        #[sqlx(type_name = $sql)]
        $vis enum $name {
            $($(#[$variant_meta])* #[sqlx(rename = $code)] #[serde(rename = $code)] $variant,)+
        }

        impl $crate::kernel::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::kernel::Choice::label(*self))
            }
        }
    };
}
pub(crate) use choices;
