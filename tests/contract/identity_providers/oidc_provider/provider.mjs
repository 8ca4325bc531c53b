// Serves an OpenID Connect provider on loopback: node provider.mjs '{"clients": [...], "people": {...}}'.
// It writes its address to standard output once it listens, with "tells" also each answer that holds tokens, one a line.
// It ends when its standard input does.
import { createServer } from "node:http";

import Provider from "oidc-provider";

const { clients, people, port, tells } = JSON.parse(process.argv[2]);
const server = createServer();
await new Promise((listening) => server.listen(port, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients,
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["given_name", "family_name"] },
  cookies: { keys: ["a key for tests alone"] },
  features: {
    devInteractions: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  // Nobody is asked for consent: the shop and its provider belong together.
  async loadExistingGrant(ctx) {
    const { client, provider: own, session } = ctx.oidc;
    const grant = new own.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
  // It refuses to call this machine, where the tests listen, through the dispatcher that it hands over.
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
});
if (tells) provider.on("grant.success", (ctx) => process.stdout.write(`${JSON.stringify(ctx.body)}\n`));
server.on("request", provider.callback());
process.stdout.write(`${issuer}\n`);
process.stdin.on("end", () => process.exit(0)).resume();
