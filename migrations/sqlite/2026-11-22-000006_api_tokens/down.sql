DROP TABLE api_token_announcements;
DROP TABLE api_token_usage;
DROP TABLE api_token_counts;
DROP TABLE api_tokens;
