import '@testing-library/jest-dom';

// Finding things by role in a page of real components takes seconds where several test runs share two cores.
jest.setTimeout(30_000);
