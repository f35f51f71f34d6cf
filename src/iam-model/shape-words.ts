import type { ShapeName } from "./shapes.ts";

/** The constraints of shapes in words, for error messages: "expected ...". */
export const shapeWords: Readonly<Partial<Record<ShapeName, string>>> = {
  arnType: "an ARN of 20 to 2048 characters",
  authenticationCodeType: "6 digits",
  clientIDListType: "a list of client ids",
  clientIDType: "1 to 255 characters",
  existingUserNameType: "1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -",
  groupNameType: "1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -",
  OpenIDConnectProviderUrlType: "a URL of 1 to 255 characters that begins with https://",
  pathPrefixType: 'text that begins with "/", of at most 512 printable ASCII characters without spaces',
  pathType: '"/", or text that begins and ends with "/", of at most 512 printable ASCII characters without spaces',
  serialNumberType: "9 to 256 characters of A-Z a-z 0-9 _ + = / : , . @ -",
  Tag: "a tag with key and value",
  tagKeyListType: "at most 50 keys",
  tagKeyType: "1 to 128 letters, digits, spaces and characters of _ . : / = + - @",
  tagListType: "at most 50 tags",
  tagValueType: "at most 256 letters, digits, spaces and characters of _ . : / = + - @",
  thumbprintListType: "a list of thumbprints",
  thumbprintType: "40 hexadecimal digits",
  userNameType: "1 to 64 characters of A-Z a-z 0-9 _ + = , . @ -",
  virtualMFADeviceName: "1 character or more of A-Z a-z 0-9 _ + = , . @ -",
};
