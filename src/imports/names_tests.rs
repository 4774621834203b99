use proptest::prelude::{any, proptest};

use super::*;

fn read(text: &str) -> (String, String) {
    let name = whole(text).expect("a name");
    (name.given, name.family)
}

fn is(text: &str, given: &str, family: &str) {
    assert_eq!(read(text), (given.to_owned(), family.to_owned()), "{text}");
}

#[test]
fn whole_names_are_taken_apart() {
    is("SMITH, Dr Jane (she/her)", "Jane", "Smith");
    is("Jane Smith", "Jane", "Smith");
    is("jane smith", "Jane", "Smith");
    is("Mrs Mary Ann Evans", "Mary Ann", "Evans");
    is("Anna van der Berg", "Anna", "van der Berg");
    is("ANNA VAN DER BERG", "Anna", "van der Berg");
    is("O'NEILL, Sean", "Sean", "O'Neill");
    is("fiona MCDONALD", "Fiona", "McDonald");
    is("Mary SMITH-JONES", "Mary", "Smith-Jones");
    is("Ana GARCIA LOPEZ", "Ana", "Garcia Lopez");
    is("Prof. John Brown MBE", "John", "Brown");
    is("John Brown, PhD", "John", "Brown");
    is("Jean-Luc D'ARCY", "Jean-Luc", "D'Arcy");
    is("DeShawn MacLeod", "DeShawn", "MacLeod");
    is("JJ Abel", "JJ", "Abel");
    is("Jack Ma", "Jack", "Ma");
    is("Jack Ma MBE", "Jack", "Ma");
    is("Dr Jack Ma", "Jack", "Ma");
    is("LI, Ma", "Ma", "Li");
    assert!(whole("Smith").is_err());
    assert!(whole("Dr Smith").is_err());
    assert!(whole("Smith, PhD").is_err());
    assert!(whole("").is_err());
}

#[test]
fn what_is_not_kept_is_said() {
    let warnings = whole("SMITH, Dr Jane (she/her)").expect("a name").warnings;
    assert_eq!(warnings, ["The pronouns “she/her” are not kept", "The title “Dr” is not kept"]);
    assert_eq!(parts("Dr Jane", "SMITH OBE").warnings.len(), 2);
    assert!(parts("Jane", "Smith").warnings.is_empty());
}

#[test]
fn names_are_alike_in_any_order_and_with_a_slip() {
    let like = |one: &str, other: &str| likeness(&fold(one), &fold(other));
    assert_eq!(like("Jane Smith", "smith JANE"), Likeness::Same);
    assert_eq!(like("Zoë Hübner", "Zoe Hubner"), Likeness::Same);
    assert_eq!(like("Sean O'Neill", "Sean O’Neill"), Likeness::Same);
    assert_eq!(like("Jon Smith", "John Smith"), Likeness::Similar);
    assert_eq!(like("J Smith", "Jane Smith"), Likeness::Similar);
    assert_eq!(like("Jane Smtih", "Jane Smith"), Likeness::Similar);
    assert_eq!(like("Jane Mary Smith", "Jane Smith"), Likeness::Similar);
    assert_eq!(like("Jane Brown", "Jane Smith"), Likeness::Other);
    assert_eq!(like("Jon Smyth", "John Smith"), Likeness::Other);
    assert_eq!(like("", ""), Likeness::Other);
}

#[test]
fn near_words_share_a_key() {
    let share = |one: &str, other: &str| word_keys(one).iter().any(|key| word_keys(other).contains(key));
    assert!(share("jon", "john") && share("smith", "smyth") && share("smtih", "smith"));
    assert!(!share("jane", "mary"));
}

proptest! {
    #[test]
    fn no_text_makes_them_panic(one in any::<String>(), other in any::<String>()) {
        let _ = (whole(&one), parts(&one, &other), likeness(&fold(&one), &fold(&other)), word_keys(&one));
    }

    #[test]
    fn likeness_does_not_depend_on_the_order(one in "[a-c ]{0,12}", other in "[a-c ]{0,12}") {
        assert_eq!(likeness(&fold(&one), &fold(&other)), likeness(&fold(&other), &fold(&one)));
    }
}
