"""The bodies of requests and replies, one file per noun. The OpenAPI document is made from these structs."""
