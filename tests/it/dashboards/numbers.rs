//! Each number that leads somewhere leads to exactly its people.
