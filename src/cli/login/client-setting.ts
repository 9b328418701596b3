// How each ecosystem's clients are told of a token.

import type { Ecosystem } from '../../kernel/ecosystem.ts';

/** A token as variables, and as what stands in a client's own file. */
export interface ClientSetting {
  readonly variables: Readonly<Record<string, string>>;
  readonly file: string;
}

/** `url`: the gate's, without a trailing slash. */
export function clientSettingOf(ecosystem: Ecosystem, url: string, token: string): ClientSetting {
  const { host } = new URL(url);
  switch (ecosystem) {
    case 'npm':
      return {
        variables: { NODE_AUTH_TOKEN: token },
        file: `//${host}/npm/:_authToken=${token}\n`,
      };
    case 'pypi':
      return {
        variables: { TWINE_USERNAME: '__token__', TWINE_PASSWORD: token, UV_PUBLISH_TOKEN: token },
        file: `[distutils]\nindex-servers = gatehouse\n\n[gatehouse]\nrepository = ${url}/pypi/legacy/\nusername = __token__\npassword = ${token}\n`,
      };
    case 'cargo':
      return {
        variables: { CARGO_REGISTRIES_GATEHOUSE_TOKEN: token },
        file: `[registries.gatehouse]\ntoken = "${token}"\n`,
      };
    case 'maven':
      return {
        variables: { GATEHOUSE_USERNAME: 'token', GATEHOUSE_PASSWORD: token },
        file: `<settings>\n  <servers>\n    <server>\n      <id>gatehouse</id>\n      <username>token</username>\n      <password>${token}</password>\n    </server>\n  </servers>\n</settings>\n`,
      };
    case 'composer':
      return {
        variables: { COMPOSER_AUTH: JSON.stringify({ bearer: { [host]: token } }) },
        file: `${JSON.stringify({ bearer: { [host]: token } }, null, 2)}\n`,
      };
  }
}
