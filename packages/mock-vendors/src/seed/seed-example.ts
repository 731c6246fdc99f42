/** What `mock-vendors init` writes. */
export const seedExample = `# What the mock vendors begin with. Start them with: mock-vendors --seed-file mock-vendors.yaml --watch
# yaml-language-server: $schema=http://127.0.0.1:4010/seed-schema.json

# Time: speed 1 is real, 60 makes an hour a minute, 0 stands still until POST /clock moves it.
clock:
  speed: 1
  # set: 2026-01-01T00:00:00Z

# How tasks move on: immediate, timed, polls, manual or scripted.
taskTiming: { mode: timed, minMs: 2000, maxMs: 4000 }

# One vendor's tasks may move on in another way.
# taskTimingByVendor:
#   picwish: { mode: scripted, states: [4, 4, -8] }

# Credits, by vendor and account. A name that a vendor does not know becomes a new account.
accounts:
  fangtang:
    hiliad: { left: 98 }
    my-shop: { left: 3, credentials: { secret_key: my-secret } }
  picwish:
    rich: { left: 500 }

# What manuals leave open: GET /settings lists all.
settings:
  fangtang:
    retentionS: 3600

# Trouble from the start: "mock-vendors errors fangtang" lists the names of errors.
faults: []
#  - vendor: fangtang
#    endpoint: status
#    nth: 3
#    effect: { response: { status: 502, body: Bad Gateway } }
#  - vendor: picwish
#    times: 2
#    effect: { error: noCredits }

# More worlds, each isolated, with credentials of its own: GET /worlds lists them.
worlds:
  ci:
    clock: { speed: 0, set: 2026-01-01T00:00:00Z }
    taskTiming: { mode: immediate }
`;
