/** A placeholder for the users while they are loading. */
export function UsersSkeleton() {
  return (
    <div className="users" aria-busy="true">
      <p className="found" role="status">
        Reading the account…{" "}
        <span className="quiet">The first time, IAM needs several seconds to create its credential report.</span>
      </p>
      <div className="skeleton-rows" aria-hidden="true">
        {["a", "b", "c", "d", "e", "f", "g", "h"].map((row) => (
          <span key={row} className="skeleton" />
        ))}
      </div>
    </div>
  );
}
