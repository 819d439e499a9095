/**
 * Where browsers have Trusted Types, the page's policy forbids text as the address of a script. Workers are started by this policy, which
 * takes addresses of the page's own origin and no other; markup it never makes.
 */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };

trustedTypes?.createPolicy('default', {
  createScriptURL(address) {
    const { origin, href } = new URL(address, location.href);
    if (origin !== location.origin) throw new TypeError(`${href} is no script of this page`);
    return href;
  },
});
