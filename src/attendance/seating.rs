//! Who sits with whom: tables on which the stakeholder groups are mixed.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::kernel::{AssociateId, StakeholderGroup};

/// Tables of at most `per_table` people. Their sizes differ by one at most, and so do the numbers of each group's
/// people at them: nothing more even can be had. The same seed gives the same plan.
pub(super) fn plan(
    people: &[(AssociateId, StakeholderGroup)],
    per_table: usize,
    seed: u64,
) -> Vec<Vec<(AssociateId, StakeholderGroup)>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut people = people.to_vec();
    people.shuffle(&mut rng);
    let mut groups: Vec<StakeholderGroup> = people.iter().map(|(_, group)| *group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups.shuffle(&mut rng);
    // Dealt like cards, one group after the other, each begins where the one before has stopped.
    people.sort_by_key(|(_, group)| groups.iter().position(|known| known == group));
    let how_many = people.len().div_ceil(per_table.max(1));
    let mut tables = vec![Vec::new(); how_many];
    for (at, person) in people.into_iter().enumerate() {
        tables[at % how_many].push(person);
    }
    tables
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::plan;
    use crate::kernel::{AssociateId, Choice, StakeholderGroup};

    fn people(groups: &[usize]) -> Vec<(AssociateId, StakeholderGroup)> {
        groups.iter().map(|group| (AssociateId::new(), StakeholderGroup::ALL[*group])).collect()
    }

    #[test]
    fn seven_tables_of_five() {
        let people = people(&[0; 35]);
        let tables = plan(&people, 5, 1);
        assert_eq!(tables.iter().map(Vec::len).collect::<Vec<_>>(), [5; 7]);
        assert_eq!(plan(&people, 5, 1), tables, "the same seed, the same plan");
        assert_ne!(plan(&people, 5, 2), tables);
        assert!(plan(&[], 5, 1).is_empty());
    }

    proptest! {
        #[test]
        fn tables_are_as_even_as_arithmetic_allows(
            groups in prop::collection::vec(0..StakeholderGroup::ALL.len(), 1..80), per_table in 1_usize..13, seed: u64
        ) {
            let people = people(&groups);
            let tables = plan(&people, per_table, seed);
            let mut seated: Vec<AssociateId> = tables.iter().flatten().map(|(id, _)| *id).collect();
            seated.sort_unstable();
            let mut all: Vec<AssociateId> = people.iter().map(|(id, _)| *id).collect();
            all.sort_unstable();
            prop_assert_eq!(seated, all, "everyone sits once");
            let is_even = |sizes: Vec<usize>| sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1;
            prop_assert!(is_even(tables.iter().map(Vec::len).collect()));
            prop_assert!(tables.iter().all(|table| table.len() <= per_table));
            for group in StakeholderGroup::ALL {
                let at = |table: &Vec<(AssociateId, StakeholderGroup)>| table.iter().filter(|one| one.1 == *group).count();
                prop_assert!(is_even(tables.iter().map(at).collect()));
            }
        }
    }
}
