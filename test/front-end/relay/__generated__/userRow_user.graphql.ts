/**
 * @generated SignedSource<<31ebdfe0024c1f2a1321e9d81ba0e02f>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import { ReaderFragment } from 'relay-runtime';
import { FragmentRefs } from "relay-runtime";
export type userRow_user$data = {
  readonly createDate: any;
  readonly id: string;
  readonly userName: string;
  readonly " $fragmentSpreads": FragmentRefs<"userGroups_user">;
  readonly " $fragmentType": "userRow_user";
};
export type userRow_user$key = {
  readonly " $data"?: userRow_user$data;
  readonly " $fragmentSpreads": FragmentRefs<"userRow_user">;
};

import userRowRefetchQuery_graphql from './userRowRefetchQuery.graphql';

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": {
    "refetch": {
      "connection": null,
      "fragmentPathInResult": [
        "node"
      ],
      "operation": userRowRefetchQuery_graphql,
      "identifierInfo": {
        "identifierField": "id",
        "identifierQueryVariableName": "id"
      }
    }
  },
  "name": "userRow_user",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "userName",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "createDate",
      "storageKey": null
    },
    {
      "args": null,
      "kind": "FragmentSpread",
      "name": "userGroups_user"
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "id",
      "storageKey": null
    }
  ],
  "type": "User",
  "abstractKey": null
};

(node as any).hash = "0a8e37fffd4bfdb3dbcbb10c4e3214f6";

export default node;
