-- A list can be of more than people. Memberships make nobody: they link those who are there.
alter type import_kind add value 'organisations';
alter type import_kind add value 'themes';
alter type import_kind add value 'projects';
alter type import_kind add value 'memberships';
