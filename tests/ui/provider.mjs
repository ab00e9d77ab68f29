// A real identity provider on the loopback, and the system's browser that the desk sends there.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Provider } from 'oidc-provider';

/** The registry, as the provider knows it. */
const CLIENT = { id: 'okienko-registry', secret: 'kanarek-tajemnica-centrali-0123456789' };

/** A server on a free port of the loopback. */
async function listen(answer) {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, address: `http://127.0.0.1:${server.address().port}` };
}

function close(server) {
  server.closeAllConnections();
  server.close();
  return once(server, 'close');
}

/** An OpenID Connect provider with its own pages: whoever gives a name and any password is that person. */
export class IdentityProvider {
  /** Its address. */
  issuer;
  /** Environment of a registry that trusts it. */
  env;
  #server;

  static async start() {
    const provider = new IdentityProvider();
    let answer;
    const { server, address } = await listen((request, response) => answer(request, response));
    const real = new Provider(address, {
      clients: [
        {
          client_id: CLIENT.id,
          client_secret: CLIENT.secret,
          application_type: 'native',
          // RFC 8252, 7.3: the port is not known before.
          redirect_uris: ['http://127.0.0.1/'],
          response_types: ['code'],
          grant_types: ['authorization_code'],
        },
      ],
      cookies: { keys: ['a key of a test'] },
    });
    answer = real.callback();
    provider.#server = server;
    provider.issuer = address;
    provider.env = { OKIENKO_OIDC_ISSUER: address, OKIENKO_OIDC_CLIENT_ID: CLIENT.id, OKIENKO_OIDC_SECRET: CLIENT.secret };
    return provider;
  }

  stop() {
    return close(this.#server);
  }
}

/** Stands where the system's browser is, and tells which address it was to open. */
export class SystemBrowser {
  /** Environment of a desktop on whose system it is. */
  env;
  #folder = mkdtempSync(join(tmpdir(), 'okienko-browser-'));
  #server;
  #addresses = [];
  #wanted = [];

  static async start() {
    const browser = new SystemBrowser();
    const { server, address } = await listen((request, response) => {
      const asked = decodeURIComponent(request.url.slice('/?'.length));
      const wanted = browser.#wanted.shift();
      if (wanted) wanted(asked);
      else browser.#addresses.push(asked);
      response.end();
    });
    browser.#server = server;
    const script = `fetch('${address}/?' + encodeURIComponent(process.argv[1]))`;
    const program = join(browser.#folder, 'xdg-open');
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' -e "${script}" -- "$1"\n`, { mode: 0o755 });
    browser.env = { PATH: `${browser.#folder}:${process.env.PATH}` };
    return browser;
  }

  /** The next address that is opened. */
  opened() {
    const asked = this.#addresses.shift();
    return asked === undefined ? new Promise((resolve) => this.#wanted.push(resolve)) : Promise.resolve(asked);
  }

  async stop() {
    await close(this.#server);
    rmSync(this.#folder, { recursive: true });
  }
}
