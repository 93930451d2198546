import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Finding things by role in a page of real components takes seconds where several test runs share two cores.
jest.setTimeout(30_000);
configure({ asyncUtilTimeout: 10_000 });
