import FermataAPI
