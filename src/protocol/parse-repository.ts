const REPOSITORY = /^(?:https?:\/\/[^/]+\/)?(?<owner>[\w.-]+)\/(?<name>[\w.-]+?)(?:\/(?:tree|blob|resolve)\/.*)?\/?$/;

/** `owner/name` of a hub's repository from what a person types or pastes, the address of its page included; null for anything else. */
export function parseRepository(text: string): string | null {
  const { owner, name } = REPOSITORY.exec(text.trim())?.groups ?? {};
  const isSound = owner !== undefined && name !== undefined && !/^\.+$/.test(owner) && !/^\.+$/.test(name);
  return isSound ? `${owner}/${name}` : null;
}
