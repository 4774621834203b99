//! Who is who in the tests: one person for each kind of user, with a name that says so.

pub(crate) use copse::demo::{
    ADA, ASHA_ASSOCIATE as ASHA, Cast as Person, LENA_LEAD as LENA, LEO_LEAD as LEO, PASSWORD, TESS,
};
