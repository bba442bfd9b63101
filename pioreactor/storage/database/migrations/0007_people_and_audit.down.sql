DROP TRIGGER audit_events_appended;
DROP TRIGGER audit_events_kept;
DROP TRIGGER audit_events_unchanged;
DROP TABLE audit_events;
DROP TABLE api_tokens;
DROP TABLE sign_in_links;
DROP TABLE sessions;
DROP TABLE users;
